extension Settings {
    /// All fields, section by section.
    public static let fields: [SettingsField] = [
        SettingsField("grpc", "host", .text(\.grpc.host), "The address that the gRPC server listens on."),
        SettingsField("grpc", "port", .integer(\.grpc.port, ports), "The port of the gRPC server."),

        SettingsField(
            "http", "port", .integer(\.http.port, ports), "The port of the REST API and the console."),

        SettingsField(
            "db", "url", .optionalText(\.db.url), "PostgreSQL, as a URI or a libpq connection string.",
            isSecret: true),
        SettingsField("db", "pool_size", .integer(\.db.poolSize, 1...200), "How many connections are kept."),
        SettingsField(
            "db", "connect_timeout", .duration(\.db.connectTimeout, .milliseconds(100) ... .seconds(300)),
            "How long a connection may take to come about."),
        SettingsField(
            "db", "statement_timeout",
            .duration(\.db.statementTimeout, .milliseconds(100) ... .seconds(3600)),
            "How long one statement may take."),

        SettingsField(
            "redis", "url", .optionalText(\.redis.url),
            "Redis, as redis://[user:password@]host[:port][/db] or unix:///path; optional.", isSecret: true),
        SettingsField(
            "redis", "timeout_ms", .count(\.redis.timeout, of: .milliseconds(1), 1...1_000),
            "How long anybody waits for Redis before going on without it."),
        SettingsField(
            "redis", "prefix", .text(\.redis.prefix),
            "What all names in Redis begin with, before a colon; servers of one database share it."),

        SettingsField(
            "scheduler", "interval_ms", .count(\.scheduler.interval, of: .milliseconds(1), 10...60_000),
            "How often to look for work when no event has announced any."),
        SettingsField(
            "scheduler", "batch_size", .integer(\.scheduler.batchSize, 1...10_000),
            "How many jobs are assigned in one step at most."),
        SettingsField(
            "scheduler", "assignment_timeout_s",
            .count(\.scheduler.assignmentTimeout, of: .seconds(1), 1...86_400),
            "When an assigned job that was not started goes back to its queue."),
        SettingsField(
            "scheduler", "worker_heartbeat_timeout_s",
            .count(\.scheduler.workerHeartbeatTimeout, of: .seconds(1), 1...86_400),
            "When a silent worker counts as gone."),
        SettingsField(
            "scheduler", "heartbeat_monitor_interval_s",
            .count(\.scheduler.heartbeatMonitorInterval, of: .seconds(1), 1...3_600),
            "How often to look for silent workers."),

        SettingsField(
            "worker", "server_addr", .text(\.worker.serverAddress), "The server's gRPC address, host:port."),
        SettingsField(
            "worker", "worker_id", .optionalText(\.worker.id),
            "The worker's UUID or name; it makes a UUID if there is none."),
        SettingsField(
            "worker", "pool", .optionalText(\.worker.pool),
            "The declared worker pool that gives it its queues and its concurrency."),
        SettingsField("worker", "queues", .list(\.worker.queues), "The queues that it serves."),
        SettingsField(
            "worker", "concurrency", .integer(\.worker.concurrency, 1...10_000),
            "How many jobs it runs at once."),
        SettingsField(
            "worker", "heartbeat_interval_s", .count(\.worker.heartbeatInterval, of: .seconds(1), 1...3_600),
            "How often it says that it lives."),
        SettingsField(
            "worker", "grace_period_s", .count(\.worker.gracePeriod, of: .seconds(1), 0...86_400),
            "How long running jobs may take to end after SIGTERM."),
        SettingsField(
            "worker", "output_limit", .integer(\.worker.outputLimit, 0...(64 << 20)),
            "How many bytes of what a job writes are kept for each attempt, and of the rest the last 16384."),

        SettingsField(
            "kafka", "brokers", .optionalText(\.kafka.brokers),
            "The Kafka brokers to begin with, host:port,host:port; without any, Kafka is not used."),
        SettingsField(
            "kafka", "topic_prefix", .optionalText(\.kafka.topicPrefix),
            "What stands before the names of the topics that are written, such as staging."),
        SettingsField(
            "kafka", "client_id", .text(\.kafka.clientID), "The name under which the brokers know it."),
        SettingsField(
            "kafka", "options", .optionalText(\.kafka.options),
            "Further settings of librdkafka, name=value,name=value, such as security.protocol=SASL_SSL; "
                + #"\, is a comma in a value."#,
            isSecret: true),

        SettingsField("controller", "source", .choice(\.controller.source), "Where declarations come from."),
        SettingsField(
            "controller", "path", .optionalText(\.controller.path), "The directory of declarations."),
        SettingsField(
            "controller", "namespace", .optionalText(\.controller.namespace),
            "The only namespace to look at; all if there is none."),
        SettingsField(
            "controller", "interval_s", .count(\.controller.interval, of: .seconds(1), 1...86_400),
            "How often everything is compared even if nothing seems to have changed."),
        SettingsField(
            "controller", "owner", .optionalText(\.controller.owner),
            "The name under which it applies resources, and so which it may delete."),
        SettingsField(
            "controller", "max_prune", .optionalInteger(\.controller.maxPrune, 0...1_000_000),
            "How many resources one pass may delete; 10 or a fifth of them if there is none."),
        SettingsField(
            "controller", "server_addr", .text(\.controller.serverAddress),
            "The server's gRPC address, host:port."),

        SettingsField(
            "controller", "kubeconfig", .optionalText(\.controller.kubeconfig),
            "The kubeconfig file for source kubernetes; KUBECONFIG, the pod's account or ~/.kube/config if there is "
                + "none."),
        SettingsField(
            "controller", "context", .optionalText(\.controller.context),
            "The context of the kubeconfig; its current one if there is none."),
        SettingsField(
            "controller", "home_namespace", .optionalText(\.controller.homeNamespace),
            "Where the controller's lease and the objects of workers without a pool are; its own if there is none."
        ),

        SettingsField("health", "port", .integer(\.health.port, ports), "The port of /healthz and /readyz."),
        SettingsField(
            "metrics", "port", .optionalInteger(\.metrics.port, ports),
            "The port of /metrics; 9090 for the server and 9092 for the controller if there is none."),

        SettingsField("logging", "level", .choice(\.logging.level), "The lowest level that is written."),
        SettingsField("logging", "format", .choice(\.logging.format), "One JSON object per line, or text."),
    ]

    private static let ports = 0...65_535

    /// The names of all sections, in order.
    public static let sections: [String] = fields.reduce(into: []) { names, field in
        if names.last != field.section { names.append(field.section) }
    }
}

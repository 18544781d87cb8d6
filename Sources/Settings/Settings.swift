public import Resources

/// How a program of jq was configured. One value serves all of them; each reads its own sections.
///
/// `Settings()` holds the defaults; `Settings.load` overlays them with the file, the environment and the
/// command line, the later ones winning.
public struct Settings: Sendable, Hashable {
    /// The gRPC server.
    public var grpc = GRPC()
    /// The REST server and the console.
    public var http = HTTP()
    /// PostgreSQL.
    public var db = Database()
    /// Redis, which may be missing.
    public var redis = Redis()
    /// Who gets which job when, and what happens to those who fall silent.
    public var scheduler = Scheduler()
    /// A worker.
    public var worker = Worker()
    /// Kafka.
    public var kafka = Kafka()
    /// The reconciler of declared resources.
    public var controller = Controller()
    /// Liveness and readiness over HTTP.
    public var health = Health()
    /// Metrics.
    public var metrics = Metrics()
    /// The log.
    public var logging = Logging()
    /// What its author should know although it works.
    public var warnings: [Diagnostic] = []

    /// The defaults.
    public init() {}
}

extension Settings {
    /// Section `grpc`.
    public struct GRPC: Sendable, Hashable {
        /// The address to listen on.
        public var host = "0.0.0.0"
        /// The port to listen on; 0 lets the system choose.
        public var port = 50051
    }

    /// Section `http`.
    public struct HTTP: Sendable, Hashable {
        /// The port to listen on; 0 lets the system choose.
        public var port = 8081
    }

    /// Section `db`.
    public struct Database: Sendable, Hashable {
        /// libpq's connection string or URI; nil when there is none.
        public var url: String?
        /// How many connections a program keeps.
        public var poolSize = 4
        /// How long a connection may take to come about.
        public var connectTimeout = Duration.seconds(5)
        /// How long one statement may take.
        public var statementTimeout = Duration.seconds(30)
    }

    /// Section `redis`.
    public struct Redis: Sendable, Hashable {
        /// `redis://` or `unix://`; nil: jq works without Redis.
        public var url: String?
        /// How long anybody waits for an answer.
        public var timeout = Duration.milliseconds(20)
        /// What all names in Redis begin with, before a colon.
        public var prefix = "jq"
    }

    /// Section `scheduler`.
    public struct Scheduler: Sendable, Hashable {
        /// How often to look for work when nobody has called.
        public var interval = Duration.milliseconds(500)
        /// How many jobs are assigned in one step at most.
        public var batchSize = 1000
        /// When a job that was assigned and not started goes back to the queue.
        public var assignmentTimeout = Duration.seconds(30)
        /// When a silent worker counts as gone.
        public var workerHeartbeatTimeout = Duration.seconds(30)
        /// How often to look for silent workers.
        public var heartbeatMonitorInterval = Duration.seconds(10)
    }

    /// Section `worker`.
    public struct Worker: Sendable, Hashable {
        /// The gRPC address of the server.
        public var serverAddress = "localhost:50051"
        /// The worker's UUID or name; nil lets it make a UUID.
        public var id: String?
        /// The declared pool that it belongs to and takes its queues and concurrency from; nil is none.
        public var pool: String?
        /// The queues that it serves.
        public var queues = ["default"]
        /// How many jobs it runs at once.
        public var concurrency = 4
        /// How often it says that it lives.
        public var heartbeatInterval = Duration.seconds(10)
        /// How long running jobs may take to end after SIGTERM.
        public var gracePeriod = Duration.seconds(60)
        /// How many bytes of a job's output it sends to the server for each attempt.
        public var outputLimit = 256 * 1024
    }

    /// Section `kafka`.
    public struct Kafka: Sendable, Hashable {
        /// The brokers to begin with, each as host:port, separated by commas; nil: no Kafka.
        public var brokers: String?
        /// What stands before the names of the topics that jq writes; nil: nothing.
        public var topicPrefix: String?
        /// The name under which the brokers know this client.
        public var clientID = "jq"
        /// Further settings of librdkafka, as `name=value,name=value`; nil: none.
        public var options: String?
    }

    /// Section `controller`.
    public struct Controller: Sendable, Hashable {
        /// Where declarations come from.
        public enum Source: String, Sendable, Hashable, CaseIterable {
            /// Files in a directory.
            case directory
            /// The Kubernetes API.
            case kubernetes
        }

        /// Where declarations come from.
        public var source = Source.directory
        /// The directory; nil when there is none.
        public var path: String?
        /// The only namespace to look at; nil is all.
        public var namespace: String?
        /// How often everything is compared even if nothing seems to have changed.
        public var interval = Duration.seconds(30)
        /// Under which name it applies resources, and so which it may delete; nil derives it from the source.
        public var owner: String?
        /// How many resources one pass may delete; nil is 10 or a fifth of them, whichever is more.
        public var maxPrune: Int?
        /// The gRPC address of the server.
        public var serverAddress = "localhost:50051"
        /// The kubeconfig file; nil: the usual places are looked at.
        public var kubeconfig: String?
        /// The context of the kubeconfig; nil: its current one.
        public var context: String?
        /// Where the lease is; nil: the namespace of the pod or of the context.
        public var homeNamespace: String?
    }

    /// Section `metrics`.
    public struct Metrics: Sendable, Hashable {
        /// The port of /metrics; nil: the program's usual one.
        public var port: Int?
    }

    /// Section `health`.
    public struct Health: Sendable, Hashable {
        /// The port to listen on; 0 lets the system choose.
        public var port = 8080
    }

    /// Section `logging`.
    public struct Logging: Sendable, Hashable {
        /// From most to least said; the names of swift-log.
        public enum Level: String, Sendable, Hashable, CaseIterable {
            /// Every step.
            case trace
            /// What helps to find a mistake.
            case debug
            /// What happens in ordinary work.
            case info
            /// Ordinary, and worth a look.
            case notice
            /// It goes on, and something should be mended.
            case warning
            /// Something did not succeed.
            case error
            /// The program cannot go on.
            case critical
        }

        /// How lines look.
        public enum Format: String, Sendable, Hashable, CaseIterable {
            /// One JSON object per line.
            case json
            /// One short line for people.
            case text
        }

        /// The lowest level that is written.
        public var level = Level.info
        /// How lines look.
        public var format = Format.json
    }
}

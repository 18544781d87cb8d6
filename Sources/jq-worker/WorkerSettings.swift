internal import ArgumentParser
internal import Release
internal import Settings
internal import WorkerRuntime

/// What the worker goes by: the command line, then the environment, then the file, then the defaults.
struct WorkerSettings {
    let settings: Settings
    let configuration: WorkerConfiguration
    let commandEnvironment: [String: String]
    /// nil: nobody asked for the endpoints.
    let healthPort: Int?

    /// - Throws: `SettingsError` or `ValidationError`, which name what is wrong and what to write instead.
    init(_ options: WorkerOptions, environment: [String: String]) throws {
        settings = try Settings.load(file: options.config, environment: environment, flags: options.flags)
        let worker = settings.worker
        let servers = try worker.serverAddress.split(separator: ",").map { text in
            guard let address = ServerAddress(String(text)) else {
                throw ValidationError(
                    "\"\(text)\" is no server address; write host:port, as in jq-server:50051")
            }
            return address
        }
        configuration = WorkerConfiguration(
            servers: servers, workerID: worker.id.map { WorkerID.named($0).text }, pool: worker.pool ?? "",
            queues: worker.queues, concurrency: worker.concurrency,
            heartbeatInterval: worker.heartbeatInterval, gracePeriod: worker.gracePeriod,
            outputLimit: worker.outputLimit, version: releaseVersion)
        commandEnvironment = try Self.variables(options.env, own: environment)
        // The default is the servers' port. Several workers on one machine would all want it.
        let isWanted =
            options.healthPort != nil || environment["JQ_HEALTH_PORT"]?.isEmpty == false
            || settings.health.port != Settings().health.port
        healthPort = isWanted ? settings.health.port : nil
    }

    /// The worker in a few words, for the log.
    var summary: String {
        let servers = configuration.servers.map(\.description).joined(separator: ",")
        let pool = configuration.pool.isEmpty ? "" : "pool \(configuration.pool), "
        return "\(pool)queues \(configuration.queues.joined(separator: ",")), "
            + "concurrency \(configuration.concurrency), servers \(servers)"
    }

    /// `NAME=VALUE`, or `NAME` alone for the worker's own value, which then shows in no list of processes.
    private static func variables(_ pairs: [String], own: [String: String]) throws -> [String: String] {
        var variables: [String: String] = [:]
        for pair in pairs {
            let name = String(pair.prefix { $0 != "=" })
            guard !name.isEmpty else {
                throw ValidationError("--env \"\(pair)\" is no variable; write NAME=VALUE")
            }
            variables[name] = name.count == pair.count ? own[name] : String(pair.dropFirst(name.count + 1))
        }
        return variables
    }
}

extension WorkerOptions {
    /// What the command line says, under the names of the settings.
    var flags: [String: String] {
        var flags: [String: String] = [:]
        if !serverAddresses.isEmpty { flags["worker.server_addr"] = serverAddresses.joined(separator: ",") }
        if !queues.isEmpty { flags["worker.queues"] = queues.joined(separator: ",") }
        flags["worker.worker_id"] = workerID
        flags["worker.pool"] = pool
        flags["worker.concurrency"] = concurrency.map(String.init)
        flags["worker.grace_period_s"] = gracePeriod.map(String.init)
        flags["worker.output_limit"] = outputLimit.map(String.init)
        flags["health.port"] = healthPort.map(String.init)
        flags["logging.level"] = logLevel
        return flags
    }
}

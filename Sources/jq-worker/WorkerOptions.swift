internal import ArgumentParser

/// The command line of jq-worker.
struct WorkerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A YAML file with the settings.", valueName: "path"))
    var config: String?

    @Option(
        name: .customLong("server-addr"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "The servers to try, one after the other; separated by spaces or commas. "
                + "Default: localhost:50051.",
            valueName: "host:port"))
    var serverAddresses: [String] = []

    @Option(
        help: ArgumentHelp(
            "A UUID, or a name such as a pod's, of which always the same UUID is made. Default: a new UUID.",
            valueName: "id"))
    var workerID: String?

    @Option(
        help: ArgumentHelp(
            "The WorkerPool that this worker belongs to. The pool's queues, concurrency and grace period "
                + "replace its own.", valueName: "name"))
    var pool: String?

    @Option(help: ArgumentHelp("How many jobs run at once. Default: 4.", valueName: "count"))
    var concurrency: Int?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The queues whose jobs this worker takes; separated by spaces or commas. Default: default.",
            valueName: "name"))
    var queues: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long running jobs may go on after SIGTERM. Default: 60.", valueName: "seconds"))
    var gracePeriod: Int?

    @Option(
        help: ArgumentHelp(
            "How much of what a job writes is kept for `jq-ctl job logs`, for each attempt; of the rest the "
                + "last 16384 bytes. 0 keeps nothing. Default: 262144.", valueName: "bytes"))
    var outputLimit: Int?

    @Option(
        help: ArgumentHelp(
            "A variable for every command: NAME=VALUE, or NAME for the value that the worker itself has; "
                + "may be repeated.", valueName: "name[=value]"))
    var env: [String] = []

    @Option(
        help: ArgumentHelp(
            "Answers GET /healthz and /readyz on this port. Without it nothing listens, so that several "
                + "workers can run on one machine.", valueName: "port"))
    var healthPort: Int?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. Default: info.", valueName: "level"))
    var logLevel: String?
}

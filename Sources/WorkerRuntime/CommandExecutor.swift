internal import Glibc
public import LinuxReactor
internal import Processes

/// Runs jobs whose payload is a command: without a shell, in a process group of its own, with an environment
/// that holds nothing of the worker's secrets.
///
/// The payload is a JSON object: `command`, a list of strings, and if wanted `env`, `workingDirectory` and
/// `stdin`. What the command writes to standard output is the job's result. It fails when the exit status is
/// not 0; the error then names the status and the last lines of standard error. A program that is missing
/// fails the attempt like everything else, since it may be installed a minute later; a payload that is not a
/// command fails the job for good.
///
/// What it writes also goes to the server while it runs, and so does how far it is: `JQ_PROGRESS` is the number of
/// a descriptor that takes lines such as `42`, `42 copying` and `copying`. A command that writes
/// `{"snooze": "30s", "reason": "upstream is down"}` or `{"discard": "order was withdrawn"}` there answers like a
/// handler that throws ``JobSnooze`` or ``JobDiscard``, whatever its exit status is.
public struct CommandExecutor: Sendable {
    /// The variables that a command inherits from its worker.
    public static let inheritedVariables = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"]

    /// Names the descriptor for progress to a command.
    private static let progressVariable = "JQ_PROGRESS"

    private let environment: [String: String]
    private let outputLimit: Int
    private let errorLimit: Int
    private let killGrace: Duration
    private let reactor: Reactor

    /// An executor of commands.
    ///
    /// - Parameters:
    ///   - environment: Variables for every command, such as those of the WorkerPool's template; those of the
    ///     job go before them.
    ///   - workerEnvironment: Where `inheritedVariables` are taken from; nil is this process.
    ///   - outputLimit: How many bytes of standard output are kept as the result, its beginning and its end.
    ///   - errorLimit: How many bytes of standard error are kept.
    ///   - killGrace: How long an interrupted command has between SIGTERM and SIGKILL to its process group.
    ///     A worker that must go waits six seconds for interrupted commands: a longer grace may leave some
    ///     behind.
    ///   - reactor: Whose thread starts and watches the commands.
    public init(
        environment: [String: String] = [:], workerEnvironment: [String: String]? = nil,
        outputLimit: Int = 64 * 1024, errorLimit: Int = 16 * 1024, killGrace: Duration = .seconds(5),
        reactor: Reactor = .shared
    ) {
        var inherited: [String: String] = [:]
        for name in Self.inheritedVariables {
            inherited[name] = workerEnvironment.map { $0[name] } ?? Self.variable(name)
        }
        self.environment = inherited.merging(environment) { $1 }
        self.outputLimit = outputLimit
        self.errorLimit = errorLimit
        self.killGrace = killGrace
        self.reactor = reactor
    }

    /// Runs the command of one job and returns what it wrote to standard output.
    ///
    /// When the task is cancelled the command's whole process group gets SIGTERM, and SIGKILL after the
    /// grace; this returns when nothing of it is left.
    ///
    /// - Throws: ``PermanentFailure`` when the payload is not a command, else an error that says how the
    ///   command failed.
    public func run(_ job: JobContext) async throws -> [UInt8] {
        let payload = try CommandPayload(job.payload)
        let reports = CommandReports(job)
        let request = ProcessRequest(
            executable: payload.executable, arguments: payload.arguments,
            environment: environment(for: job, payload), workingDirectory: payload.workingDirectory,
            standardInput: payload.standardInput.map { .bytes($0) } ?? .null,
            output: .capture(limit: outputLimit), errorOutput: .capture(limit: errorLimit),
            channel: Self.progressVariable,
            // A worker that is killed reports nothing, and its jobs run again elsewhere.
            parentDeathSignal: SIGKILL)
        let result: ProcessResult
        do {
            result = try await runProcess(
                request, timeout: nil, killGrace: killGrace, reactor: reactor
            ) { stream, bytes in
                switch stream {
                case .output: job.write(bytes)
                case .errorOutput: job.write(bytes, to: .standardError)
                case .channel: reports.receive(bytes)
                }
            }
        } catch {
            throw CommandFailure(error)
        }
        if result.reason == .finished, case .exited(let status) = result.exit {
            job.feed?.exitCode = status
            if let wish = reports.wish { throw wish }
        }
        if !result.isSuccess { throw CommandFailure(result) }
        return result.standardOutput
    }

    /// The job's own variables go before the template's; who it is it cannot choose.
    private func environment(for job: JobContext, _ payload: CommandPayload) -> [String: String] {
        var variables = environment.merging(payload.environment) { $1 }
        variables["JQ_JOB_ID"] = job.jobID
        variables["JQ_RUN_KEY"] = job.runKey
        variables["JQ_LEASE_EPOCH"] = String(job.leaseEpoch)
        variables["JQ_ATTEMPT"] = String(job.attempt)
        variables["JQ_QUEUE"] = job.queue
        variables["JQ_CORRELATION_ID"] = job.correlationID
        return variables
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

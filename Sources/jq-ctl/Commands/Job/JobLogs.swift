import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl job logs`
struct JobLogs: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print what a job has written.",
        discussion: """
            Standard output of the job goes to standard output, standard error to standard
            error, byte for byte. With several attempts all are printed, the oldest first.
            A worker keeps the beginning and the end of what an attempt writes; see
            `jq-worker --help`, --output-limit. What happened to the job is under
            `jq-ctl job events`.

            EXAMPLES
              jq-ctl job logs 0192f0c4-7d6f-7c3e-9f00-0242ac120002
              jq-ctl job logs -f ID              until the job has ended
              jq-ctl job logs ID --attempt 2

            EXIT STATUS
              0  printed; with --follow: the job is DONE
              1  no such job, or no server; with --follow also: the job is DEAD_LETTERED
            """)

    @Argument(help: "The id of the job.")
    var jobId: String

    @Flag(name: [.short, .long], help: "Go on until the job has ended.")
    var follow = false

    @Option(help: ArgumentHelp("Only what this attempt has written.", valueName: "number"))
    var attempt: Int32?

    @Flag(help: "Say in a line before each attempt which one it is. Done by itself on a terminal.")
    var prefix = false

    @Flag(help: "Say on standard error what happens to the job meanwhile.")
    var events = false

    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func validate() throws {
        if let attempt, attempt < 1 {
            throw ValidationError("--attempt \(attempt) is not possible; attempts are counted from 1")
        }
    }

    func run(on server: Connection) async throws {
        let id = try checkedJobID(jobId)
        let printer = LogPrinter(
            saysAttempts: prefix || Console.isTerminal, saysEvents: events,
            saysProgress: follow && (events || Console.isTerminal))
        let request = Jq_V1_WatchJobRequest.with {
            $0.jobID = id
            $0.follow = follow
            $0.attempt = attempt ?? 0
        }
        try await server.watchJob(request) { printer.take($0) }
        let (job, hasPrinted) = printer.outcome
        guard let job else { throw CommandFailure("the server said nothing about job \(id)") }
        if !hasPrinted { Console.note(nothingWritten(job)) }
        if follow, job.status != .done { throw endedBadly(job) }
    }

    private func nothingWritten(_ job: Jq_V1_Job) -> String {
        let who = attempt.map { "attempt \($0) of job \(job.jobID)" } ?? "job \(job.jobID)"
        let hint = "`jq-ctl job events \(job.jobID)` shows what happened to it"
        return "\(who) has written nothing (\(job.status.word)); \(hint)"
    }
}

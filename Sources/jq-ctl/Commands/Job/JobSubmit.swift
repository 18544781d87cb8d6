import ArgumentParser
import FoundationEssentials
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl job submit`
struct JobSubmit: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Put jobs into a queue.",
        discussion: """
            The id of a job is made here, so that a lost answer is asked for again without
            a second job.

            EXAMPLES
              jq-ctl job submit -q emails -- python3 send.py --to ops@example.com
              jq-ctl job submit -q reports --payload '{"month": "2026-10"}' --priority 7
              jq-ctl job submit -q emails --wait -- ./check.sh && echo fine
              jq-ctl job submit -q emails --not-before 10m --payload-file mail.json
              jq-ctl job submit -q emails --from-file jobs.jsonl
              jq-ctl job submit -q reports --unique-key day --unique-for 24h -- ./day.sh
              jq-ctl job submit -q reports --depends-on ID --label team=data -- ./next.sh

            UNIQUE KEYS
              When another job has the key, nothing is submitted: a line on standard
              error says so, the id of that job is printed, and the exit status is 0.
              With --wait it is that job whose end is waited for.

            FILE OF JOBS
              One JSON object in each line, with the fields payload (any JSON) or
              command (a list of strings), queue, priority, maxRetries, ttl, timeout,
              notBefore, jobId, concurrencyKey, uniqueKey, uniqueFor, dependsOn (a list
              of ids, also of jobs of other lines of the same thousand), labels. What a line
              does not say is taken from the flags.
            """)

    @OptionGroup var settings: SubmissionOptions

    @Option(help: ArgumentHelp("The payload: any JSON.", valueName: "json"))
    var payload: String?

    @Option(
        help: ArgumentHelp("The payload: the bytes of a file, - for standard input.", valueName: "file"),
        completion: .file())
    var payloadFile: String?

    @Option(
        help: ArgumentHelp("Submit every line of a file, - for standard input.", valueName: "file"),
        completion: .file())
    var fromFile: String?

    @Option(
        help: ArgumentHelp(
            "The id (UUID); a job of this id that exists already is left alone.", valueName: "uuid"))
    var jobId: String?

    @Flag(help: "Wait for the end, print the result, and exit with 0 only when the job is DONE.")
    var wait = false

    @Option(
        help: ArgumentHelp(
            "With --wait: give up waiting after this time (the job goes on).", valueName: "duration"))
    var waitTimeout: DurationArgument?

    @OptionGroup var format: OutputOptions

    @Option(
        help: ArgumentHelp(
            "How long the call to the server may take, retries included.", valueName: "duration"))
    var requestTimeout = DurationArgument.defaultTimeout

    @OptionGroup var connection: ConnectionOptions

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("A command for the worker to run, without a shell.", valueName: "command"))
    var command: [String] = []

    var callTimeout: Duration { requestTimeout.duration }

    mutating func validate() throws {
        let given = [payload != nil, payloadFile != nil, fromFile != nil, !command.isEmpty].count { $0 }
        if given != 1 {
            throw ValidationError(
                "say what to run: exactly one of --payload, --payload-file, --from-file and -- COMMAND")
        }
        if fromFile != nil, wait || jobId != nil {
            throw ValidationError("--from-file goes without --wait and --job-id")
        }
        if waitTimeout != nil, !wait { throw ValidationError("--wait-timeout goes with --wait") }
        if fromFile == nil, settings.queue == nil { throw ValidationError("give the queue: --queue NAME") }
    }

    func run(on server: Connection) async throws {
        if let fromFile {
            try await JobBatch(settings: settings, path: fromFile).submit(on: server, format: format.output)
            return
        }
        var job = try settings.submission(payload: try payloadBytes())
        job.jobID = try jobId.map(checkedJobID) ?? newJobID()
        let request = Jq_V1_SubmitJobRequest.with { $0.job = job }
        let response = try await server.jobs { try await $0.submitJob(request, options: $1) }
        if response.isDuplicate { await explainDuplicate(of: job, holder: response.jobID, on: server) }
        if wait {
            try await waitForEnd(of: response.jobID, on: server)
        } else {
            report(response)
        }
    }

    private func payloadBytes() throws(CommandFailure) -> [UInt8] {
        if let payloadFile { return try readFile(payloadFile) }
        if let payload {
            do { _ = try Value(json: Array(payload.utf8)) } catch {
                throw CommandFailure("--payload is not JSON: \(error); other bytes go through --payload-file")
            }
            return Array(payload.utf8)
        }
        return commandPayload(command)
    }

    private func report(_ response: Jq_V1_SubmitJobResponse) {
        switch format.output {
        case .json, .yaml:
            Document.print(
                [
                    "jobId": .string(response.jobID), "queue": .string(settings.queue ?? ""),
                    "created": .bool(response.created), "isDuplicate": .bool(response.isDuplicate),
                ], as: format.output)
        case .name: Console.line(response.jobID)
        case .table, .wide:
            if response.isDuplicate { return Console.line(response.jobID) }
            let queue = settings.queue ?? ""
            Console.line(
                response.created
                    ? "job \(response.jobID) submitted to queue \(queue)"
                    : "job \(response.jobID) existed already")
        }
    }

    /// For people and logs; scripts read the id on standard output.
    private func explainDuplicate(
        of job: Jq_V1_JobSubmission, holder: String, on server: Connection
    ) async {
        let state = try? await server.jobs {
            try await $0.getJobStatus(.with { $0.jobID = holder }, options: $1)
        }.job.status.word
        Console.note(duplicateMessage(job, holder: holder, state: state))
    }

    private func waitForEnd(of id: String, on server: Connection) async throws {
        if format.output.isForPeople { Console.note("waiting for job \(id)") }
        let limit = waitTimeout?.duration
        let job = try await withThrowingTaskGroup(of: Jq_V1_Job?.self) { group in
            group.addTask { try await awaitEnd(of: id, on: server) }
            if let limit {
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let job else {
            throw CommandFailure(
                "job \(id) has not ended within \(limit?.manifestText ?? ""); it goes on, see `jq-ctl job status`"
            )
        }
        switch format.output {
        case .json, .yaml: Document.print(job.document(withResult: true), as: format.output)
        case .name: Console.line(job.jobID)
        case .table, .wide: printResult(job.result)
        }
        if job.status != .done { throw endedBadly(job) }
    }
}

/// "job 0190.. not submitted: its unique key "x" is held by job 0191.. (RUNNING)"
func duplicateMessage(_ job: Jq_V1_JobSubmission, holder: String, state: String?) -> String {
    "job \(job.jobID) not submitted: its unique key \"\(job.uniqueKey.onOneLine)\" is held by job \(holder)"
        + (state.map { " (\($0))" } ?? "")
}

/// Prints a result as it is, and sees to it that the shell's prompt begins on a new line.
func printResult(_ result: Data) {
    guard !result.isEmpty else { return }
    Console.out(bytes: Array(result))
    if result.last != UInt8(ascii: "\n"), Console.isTerminal { Console.out("\n") }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl dlq redrive`
struct DeadLetterRedrive: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Put dead letters back into their queues, with all their retries, at a pace.",
        discussion: """
            The server does it, also after this command has ended; the redrive is a record
            that `jq-ctl dlq redrives` shows. It takes what is dead now, and each job once.

            With --stop-on-failure-rate it begins with --stop-after jobs and then has no
            more jobs under way than have ended, so that it stops before all have failed
            again.

            EXAMPLES
              jq-ctl dlq redrive -q emails --dry-run
              jq-ctl dlq redrive -q emails --error 'connection refused' --rate 10/s --watch
              jq-ctl dlq redrive --all --rate 9/s --stop-on-failure-rate 50% --stop-after 50
              jq-ctl dlq redrive 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    @Argument(help: "Only these jobs.")
    var jobIds: [String] = []

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "All dead letters of all queues.")
    var all = false

    @Option(help: ArgumentHelp("At most so many jobs: 10/s, 10/m or 100/h.", valueName: "rate"))
    var rate: RedriveRate?

    @Option(
        help: ArgumentHelp(
            "Stop when more than this share of the jobs that ended failed again.", valueName: "share"))
    var stopOnFailureRate: FailureShare?

    @Option(
        help: ArgumentHelp(
            "How many must have ended before the share counts. (default: 20)", valueName: "number"))
    var stopAfter: Int32?

    @Flag(help: "Only show what would be put back.")
    var dryRun = false

    @Flag(name: [.short, .long], help: "Show how it goes until it has ended. Ctrl-C leaves it running.")
    var watch = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var time: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { time.timeout.duration }

    mutating func validate() throws {
        let isBare = jobIds.isEmpty && selection.isEmpty
        if isBare, !all {
            throw ValidationError(
                "say which dead letters: give job ids, a selector such as -q NAME, or --all")
        }
        if all, !isBare { throw ValidationError("--all goes without job ids and selectors") }
        if stopAfter != nil, stopOnFailureRate == nil {
            throw ValidationError("--stop-after goes with --stop-on-failure-rate")
        }
        if let stopAfter, stopAfter < 1 { throw ValidationError("--stop-after is a number from 1 on") }
        if dryRun, watch { throw ValidationError("--watch goes without --dry-run") }
    }

    func run(on server: Connection) async throws {
        let request = try request()
        let answer = try await server.deadLetters(idempotent: dryRun) {
            try await $0.createRedrive(request, options: $1)
        }
        if dryRun { return report(answer) }
        let redrive = answer.redrive
        guard watch else { return redrive.print(as: format.output, paint) }
        if format.output.isForPeople {
            Console.note("Redrive \(redrive.redriveID) of \(deadLetters(redrive.matched)).")
        }
        try await watchRedrive(redrive.redriveID, on: server, format: format.output, paint)
    }

    private func request() throws(CommandFailure) -> Jq_V1_CreateRedriveRequest {
        var request = Jq_V1_CreateRedriveRequest()
        request.selector = try selection.message(jobs: jobIds)
        request.rate = rate?.perSecond ?? 0
        request.stopAtFailureRate = stopOnFailureRate?.share ?? 0
        request.stopAfter = stopAfter ?? 0
        request.actor = userName()
        request.dryRun = dryRun
        return request
    }

    private func report(_ answer: Jq_V1_CreateRedriveResponse) {
        switch format.output {
        case .json, .yaml:
            Document.print(
                [
                    "dryRun": true, "matched": .int(answer.redrive.matched),
                    "groups": .array(answer.groups.map(\.document)),
                ], as: format.output)
        case .name: break
        case .table, .wide:
            if !answer.groups.isEmpty { Console.out(table(of: answer.groups).text(paint)) }
            Console.note("\(deadLetters(answer.redrive.matched)) would be put back (dry run).")
        }
    }
}

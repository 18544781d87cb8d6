import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl dlq purge`
struct DeadLetterPurge: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Take dead letters away for good, with their payloads and histories.",
        discussion: """
            The ledger keeps what ran, so that a declared run does not run again by that.

            EXAMPLES
              jq-ctl dlq purge -q emails --until 30d --dry-run
              jq-ctl dlq purge -q emails --until 30d --yes
              jq-ctl dlq purge --all --reason ttl-expired --yes
            """)

    @Argument(help: "Only these jobs.")
    var jobIds: [String] = []

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "In all queues.")
    var all = false

    @Flag(name: [.short, .long], help: "Do not ask.")
    var yes = false

    @Flag(help: "Only show what would be taken away.")
    var dryRun = false

    @Option(help: ArgumentHelp("How long it may take.", valueName: "duration"))
    var timeout = DurationArgument(duration: .seconds(600))

    @OptionGroup var format: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { timeout.duration }

    mutating func validate() throws {
        if selection.queue == nil, jobIds.isEmpty, !all {
            throw ValidationError("say which dead letters: give job ids, -q NAME, or --all for all queues")
        }
        if all, selection.queue != nil || !jobIds.isEmpty {
            throw ValidationError("--all goes without job ids and without --queue")
        }
        if !dryRun, !yes, !Console.canAsk {
            throw ValidationError("this takes dead letters away for good and cannot ask here; give --yes")
        }
    }

    func run(on server: Connection) async throws {
        var request = Jq_V1_PurgeDeadLettersRequest()
        request.selector = try selection.message(jobs: jobIds)
        request.actor = userName()
        request.dryRun = true
        if dryRun || !yes {
            let plan = request
            let groups = try await server.deadLetters {
                try await $0.purgeDeadLetters(plan, options: $1)
            }.groups
            let count = groups.reduce(0) { $0 + $1.count }
            if format.output.isForPeople, !groups.isEmpty {
                dryRun
                    ? Console.out(table(of: groups).text(paint)) : Console.note(table(of: groups).text(paint))
            }
            if dryRun { return report(count, groups) }
            guard count > 0 else { return report(0, []) }
            guard Console.confirm("Take away \(deadLetters(count)) for good?") else {
                throw CommandFailure("nothing was taken away")
            }
            // What was asked about goes, not what died meanwhile.
            let newest = groups.map { Moment($0.newest).micros }.max() ?? 0
            request.selector.until = Moment(micros: newest + 1).protobuf
        }
        request.dryRun = false
        let order = request
        let answer = try await server.deadLetters(idempotent: false) {
            try await $0.purgeDeadLetters(order, options: $1)
        }
        report(answer.purged, answer.groups)
    }

    private func report(_ count: Int64, _ groups: [Jq_V1_DeadLetterGroup]) {
        switch format.output {
        case .json, .yaml:
            Document.print(
                [
                    "dryRun": .bool(dryRun), dryRun ? "matched" : "purged": .int(count),
                    "groups": .array(groups.map(\.document)),
                ], as: format.output)
        case .name: break
        case .table, .wide:
            Console.line(
                dryRun
                    ? "\(deadLetters(count)) would be taken away (dry run)"
                    : "\(deadLetters(count)) taken away")
        }
    }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Planning
import Resources
import SwiftProtobuf

/// `jq-ctl rollback`
struct Rollback: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Declare an earlier revision of a resource again.",
        discussion: """
            Jobs do not run again by this: what ran stays in the ledger. A resource that a
            directory or a cluster declares is set back by its reconciler; revert the
            commit there.

            EXAMPLES
              jq-ctl rollback queue/emails           to the revision before the current
              jq-ctl rollback queue/emails --to-revision 3 --dry-run
            """)

    @Argument(help: ArgumentHelp("KIND/NAME or KIND NAME.", valueName: "what"))
    var words: [String]

    @Option(
        help: ArgumentHelp(
            "The revision, from `jq-ctl history`; without it, the one before the current.",
            valueName: "number"))
    var toRevision: Int64?

    @Flag(help: "Only show the plan.")
    var dryRun = false

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if let toRevision, toRevision < 1 { throw ValidationError("revisions count from 1") }
    }

    func run(on server: Connection) async throws {
        let keys = try ResourceSelection(words, in: scope.namespace(at: server)).onlyKeys()
        guard keys.count == 1, let key = keys.first else {
            throw CommandFailure("rollback is about one resource")
        }
        // Without a number, a second attempt would go one revision further back.
        let plan = try await server.resources(idempotent: dryRun || toRevision != nil) {
            try await $0.rollback(
                .with {
                    $0.key = key.message
                    $0.revision = toRevision ?? 0
                    $0.dryRun = dryRun
                }, options: $1)
        }.plan
        let outcome = PlanOutcome(plan: Plan(plan), hash: plan.hash)
        PlanReport(format: format.output, paint: paint).print(
            outcome, extra: ["applied": .bool(!dryRun)])
        if plan.blocked > 0 { throw CommandFailure("\(key) was not rolled back") }
        guard format.output.isForPeople else { return }
        if dryRun {
            Console.line("dry run: nothing was applied")
        } else {
            let target = toRevision.map { "revision \($0)" } ?? "the revision before"
            Console.line("\(key.argument) rolled back to \(target)")
        }
    }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Planning
import Resources
import SwiftProtobuf
import YAML

/// `jq-ctl delete`
struct Delete: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete declared resources.",
        discussion: """
            What becomes of a queue's jobs follows its onDelete: Block (the default)
            refuses while jobs wait, Drain lets them run first, Cancel dead-letters them,
            MoveTo gives them to another queue. When one deletion is blocked, nothing is
            deleted.

            EXAMPLES
              jq-ctl delete queue legacy
              jq-ctl delete job/migrate-orders schedule/nightly --dry-run
              jq-ctl delete -f manifests/old.yaml
            """)

    @Argument(help: ArgumentHelp("KIND NAME... or KIND/NAME...", valueName: "what"))
    var words: [String] = []

    @OptionGroup var manifests: ManifestOptions

    @Flag(help: "Only show the plan.")
    var dryRun = false

    @Flag(help: "A resource that is not there counts as deleted.")
    var ignoreNotFound = false

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if words.isEmpty == manifests.filenames.isEmpty {
            throw ValidationError("say what to delete: KIND NAME..., or -f FILE, not both")
        }
    }

    func run(on server: Connection) async throws {
        var plan = Jq_V1_Plan()
        var keys: [ResourceKey] = []
        for key in try wanted() {
            guard let part = try await delete(key, dryRun: true, on: server) else { continue }
            keys.append(key)
            plan.add(part)
        }
        let report = PlanReport(format: format.output, paint: paint)
        if keys.isEmpty, format.output.isForPeople { return Console.line("nothing to do") }
        if dryRun || plan.blocked > 0 {
            report.print(plan, problems: [], extra: ["applied": false])
            if plan.blocked > 0 { throw CommandFailure("nothing was deleted: \(plan.blocked) blocked") }
            if format.output.isForPeople { Console.line("dry run: nothing was deleted") }
            return
        }
        var done = Jq_V1_Plan()
        for key in keys {
            if let part = try await delete(key, dryRun: false, on: server) { done.add(part) }
        }
        report.print(done, problems: [], extra: ["applied": true])
        if format.output.isForPeople {
            Console.line(done.delete == 0 ? "nothing to do" : "deleted \(done.delete)")
        }
    }

    private func wanted() throws(CommandFailure) -> [ResourceKey] {
        guard words.isEmpty else { return try ResourceSelection(words, in: scope.namespace).onlyKeys() }
        let files = try manifests.read()
        try refuseBadManifests(files, andSay: "nothing was deleted")
        // The other way round than they are declared: what refers to others goes first.
        return decodeManifests(files).resources.map(\.key).sorted().reversed()
    }

    /// Nil when there is no such resource and that is all right.
    private func delete(
        _ key: ResourceKey, dryRun: Bool, on server: Connection
    ) async throws(CommandFailure) -> Jq_V1_Plan? {
        do throws(CommandFailure) {
            return try await server.resources(idempotent: dryRun) {
                try await $0.deleteResource(
                    .with {
                        $0.key = key.message
                        $0.dryRun = dryRun
                    }, options: $1)
            }.plan
        } catch {
            if error.isNotFound, ignoreNotFound || !dryRun { return nil }
            throw error
        }
    }
}

extension Jq_V1_Plan {
    fileprivate mutating func add(_ other: Jq_V1_Plan) {
        entries += other.entries
        owner = other.owner
        let summary = Plan(self).summary
        (create, change, delete) = (Int32(summary.create), Int32(summary.change), Int32(summary.delete))
        (blocked, unchanged) = (Int32(summary.blocked), Int32(summary.unchanged))
        hash = Plan(self).hash
    }
}

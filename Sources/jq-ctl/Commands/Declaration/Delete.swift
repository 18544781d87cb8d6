import ArgumentParser
import Planning
import Resources
import YAML

/// `jq-ctl delete`
struct Delete: DeclarationCommand {
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
              jq-ctl delete queue legacy --kubernetes --wait
            """)

    @Argument(help: ArgumentHelp("KIND NAME... or KIND/NAME...", valueName: "what"))
    var words: [String] = []

    @OptionGroup var manifests: ManifestOptions

    @Flag(help: "Only show the plan.")
    var dryRun = false

    @Flag(help: "A resource that is not there counts as deleted.")
    var ignoreNotFound = false

    @Flag(help: "Return only when they are gone, or after --timeout.")
    var wait = false

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if words.isEmpty == manifests.filenames.isEmpty {
            throw ValidationError("say what to delete: KIND NAME..., or -f FILE, not both")
        }
    }

    func run(on endpoint: any DeclarationEndpoint) async throws {
        var outcome = PlanOutcome(plan: Plan(entries: [], owner: ""), hash: "")
        var keys: [ResourceKey] = []
        for key in try wanted(at: endpoint) {
            guard let part = try await delete(key, dryRun: true, on: endpoint) else { continue }
            keys.append(key)
            outcome.add(part)
        }
        let report = PlanReport(format: format.output, paint: paint)
        if keys.isEmpty, format.output.isForPeople { return Console.line("nothing to do") }
        let blocked = outcome.plan.summary.blocked
        if dryRun || blocked > 0 {
            report.print(outcome, extra: ["applied": false])
            if blocked > 0 { throw CommandFailure("nothing was deleted: \(blocked) blocked") }
            if format.output.isForPeople { Console.line("dry run: nothing was deleted") }
            return
        }
        var done = PlanOutcome(plan: Plan(entries: [], owner: ""), hash: "")
        for key in keys {
            if let part = try await delete(key, dryRun: false, on: endpoint) { done.add(part) }
        }
        if wait { try await awaitEnd(of: keys, on: endpoint) }
        report.print(done, extra: ["applied": true])
        let count = done.plan.summary.delete
        if format.output.isForPeople { Console.line(count == 0 ? "nothing to do" : "deleted \(count)") }
    }

    private func awaitEnd(of keys: [ResourceKey], on endpoint: any DeclarationEndpoint) async throws {
        let clock = WaitClock(limit: callTimeout)
        for key in keys {
            try await clock.within("\(key)", .delete) {
                try await WaitGoal.delete.awaited(for: key, on: endpoint)
            }
        }
    }

    private func wanted(at endpoint: any DeclarationEndpoint) throws(CommandFailure) -> [ResourceKey] {
        guard words.isEmpty else {
            return try ResourceSelection(words, in: scope.namespace(at: endpoint)).onlyKeys()
        }
        let files = try manifests.read()
        try refuseBadManifests(files, andSay: "nothing was deleted")
        // The other way round than they are declared: what refers to others goes first.
        let namespace = endpoint.cluster == nil ? nil : endpoint.defaultNamespace
        return decodeManifests(files, in: namespace).resources.map(\.key).sorted().reversed()
    }

    /// Nil when there is no such resource and that is all right.
    private func delete(
        _ key: ResourceKey, dryRun: Bool, on endpoint: any DeclarationEndpoint
    ) async throws(CommandFailure) -> Plan? {
        do throws(CommandFailure) {
            return try await endpoint.delete(key, dryRun: dryRun)
        } catch {
            if error.isNotFound, ignoreNotFound || !dryRun { return nil }
            throw error
        }
    }
}

import ArgumentParser
import Planning
import Resources

/// `jq-ctl apply`
struct Apply: EndpointCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the server's state what the manifests declare.",
        discussion: """
            Nothing is applied when one manifest is bad or one change is blocked, unless
            --keep-going is given.

            EXAMPLES
              jq-ctl apply -f manifests/ -R
              jq-ctl apply -f queue.yaml --dry-run
              jq-ctl apply -f manifests/ --prune --owner team-a
              jq-ctl apply plan.json       saved by jq-ctl diff --out plan.json
              cat queue.yaml | jq-ctl apply -f -
              jq-ctl apply -f manifests/ --kubernetes    server-side apply, to a cluster
            """)

    @Argument(
        help: ArgumentHelp(
            "A plan saved by `jq-ctl diff --out`: applied only if it is still what would be done.",
            valueName: "plan.json"),
        completion: .file(extensions: ["json"]))
    var saved: String?

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var plan: PlanArguments

    @Flag(help: "Only show the plan.")
    var dryRun = false

    @Flag(name: [.short, .long], help: "Do not ask before deleting.")
    var yes = false

    @Flag(help: "Also list resources that stay as they are.")
    var showUnchanged = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if saved != nil, !manifests.filenames.isEmpty {
            throw ValidationError("a saved plan carries its manifests; leave out -f")
        }
        try cluster.check(plan, scope)
    }

    mutating func run() async throws {
        let request: DeclarationRequest
        let saved: PlanFile?
        if let path = self.saved {
            let plan = try PlanFile(json: readFile(path), path: path)
            request = plan.request
            saved = plan
        } else {
            request = DeclarationRequest(
                files: try manifests.read(), options: plan.options(isCluster: cluster.kubernetes))
            saved = nil
        }
        if !request.options.keepGoing {
            try refuseBadManifests(request.files, andSay: "nothing was applied")
        }
        let command = self
        try await withEndpoint { endpoint in
            try saved?.check(endpoint.cluster)
            try await command.run(request, on: endpoint)
        }
    }

    private func run(_ request: DeclarationRequest, on endpoint: any DeclarationEndpoint) async throws {
        if dryRun { return try await show(request, on: endpoint) }
        var request = request
        if request.expectedHash == nil, request.options.prune, !yes {
            try await askBeforeDeleting(&request, on: endpoint)
        }
        try await apply(request, on: endpoint)
    }

    private var report: PlanReport {
        PlanReport(format: format.output, paint: paint, showUnchanged: showUnchanged)
    }

    private func show(
        _ request: DeclarationRequest, on endpoint: any DeclarationEndpoint
    ) async throws(CommandFailure) {
        let outcome = try await endpoint.plan(request)
        report.print(outcome.problems)
        report.print(outcome, extra: ["applied": false, "dryRun": true])
        if format.output.isForPeople { Console.line("dry run: nothing was applied") }
        if outcome.hasErrors { throw .silent() }
    }

    /// Shows what would be deleted to whoever sits at the terminal, and pins the plan to what was shown.
    private func askBeforeDeleting(
        _ request: inout DeclarationRequest, on endpoint: any DeclarationEndpoint
    ) async throws {
        guard Console.canAsk, !manifests.filenames.contains("-") else { return }
        var outcome = try await endpoint.plan(request)
        let count = outcome.plan.summary.delete
        guard count > 0 else { return }
        outcome.problems = []
        PlanReport(format: .table, paint: paint).print(outcome)
        guard Console.confirm("Delete \(count == 1 ? "1 resource" : "\(count) resources")?") else {
            throw CommandFailure("nothing was applied")
        }
        request.expectedHash = outcome.hash
    }

    private func apply(
        _ request: DeclarationRequest, on endpoint: any DeclarationEndpoint
    ) async throws(CommandFailure) {
        let outcome = try await endpoint.apply(request)
        report.print(outcome.problems)
        report.print(outcome, extra: ["applied": .bool(outcome.applied)])
        let result = ApplyResult(outcome)
        if format.output.isForPeople, outcome.applied { Console.line(result.line) }
        if let failure = result.failure { throw failure }
    }
}

/// What an apply came to.
private struct ApplyResult {
    /// "applied 2, unchanged 10", or "nothing to do".
    let line: String
    /// Set when not everything was applied that was asked for.
    let failure: CommandFailure?

    init(_ outcome: PlanOutcome) {
        let plan = outcome.plan.summary
        let errors = outcome.problems.count { !$0.isWarning }
        let done = plan.create + plan.change + plan.delete
        var parts = done > 0 ? ["applied \(done)"] : []
        if plan.blocked > 0 { parts.append("blocked \(plan.blocked)") }
        if errors > 0 { parts.append("bad \(errors)") }
        line =
            parts.isEmpty
            ? "nothing to do" : (parts + ["unchanged \(plan.unchanged)"]).joined(separator: ", ")
        if !outcome.applied, errors + plan.blocked > 0 {
            let reason =
                errors > 0
                ? "\(errors == 1 ? "1 manifest is" : "\(errors) manifests are") bad"
                : "\(plan.blocked == 1 ? "1 change is" : "\(plan.blocked) changes are") blocked"
            failure = CommandFailure(
                "nothing was applied: \(reason); mend them, or apply the others with --keep-going")
        } else {
            failure = plan.blocked > 0 || errors > 0 ? .silent() : nil
        }
    }
}

extension OutputFormat {
    /// Whether remarks between the lines do no harm.
    var isForPeople: Bool { self == .table || self == .wide }
}

import ArgumentParser
import Planning
import Resources

/// `jq-ctl diff`
struct Diff: EndpointCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what apply would do, and what that would do to live work.",
        discussion: """
            EXAMPLES
              jq-ctl diff -f manifests/
              jq-ctl diff -f manifests/ --prune --out plan.json
              jq-ctl apply plan.json
              jq-ctl diff -f manifests/ -o json | jq .summary
              jq-ctl diff -f manifests/ --kubernetes      what the API server says, too

            EXIT STATUS
              0 no change, 1 changes, 2 error, 3 something is blocked
              With --exit-code=terraform: 0 no change, 1 error, 2 changes (what is
              blocked counts as a change)
            """)

    enum ExitStyle: String, ExpressibleByArgument, CaseIterable { case kubectl, terraform }

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var plan: PlanArguments

    @Option(help: ArgumentHelp("Whose exit status to use.", valueName: "style"))
    var exitCode: ExitStyle = .kubectl

    @Option(
        help: ArgumentHelp("Also save the plan for `jq-ctl apply`.", valueName: "file"), completion: .file())
    var out: String?

    @Flag(help: "Also list resources that stay as they are.")
    var showUnchanged = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws { try cluster.check(plan, scope) }

    mutating func run() async throws {
        let status: Int32
        do {
            status = try await difference()
        } catch let failure as CommandFailure {
            throw CommandFailure(failure.message, exitStatus: exitCode == .kubectl ? 2 : 1)
        }
        if status != 0 { throw ExitCode(status) }
    }

    private func difference() async throws -> Int32 {
        let files = try manifests.read()
        if !plan.keepGoing { try refuseBadManifests(files, andSay: "no plan was made") }
        let request = DeclarationRequest(files: files, options: plan.options(isCluster: cluster.kubernetes))
        return try await withEndpoint { try await show(request, on: $0) }
    }

    private func show(
        _ request: DeclarationRequest, on endpoint: any DeclarationEndpoint
    ) async throws(CommandFailure) -> Int32 {
        let outcome = try await endpoint.plan(request)
        let report = PlanReport(format: format.output, paint: paint, showUnchanged: showUnchanged)
        report.print(outcome.problems)
        report.print(outcome)
        if let out {
            let saved = PlanFile(outcome, of: request, for: endpoint.cluster)
            try writeFile(out, Array(jsonText(try saved.document()).utf8))
        }
        if outcome.hasErrors { throw .silent() }
        return exitStatus(of: outcome.plan.summary)
    }

    private func exitStatus(of plan: PlanSummary) -> Int32 {
        let changes = plan.create + plan.change + plan.delete > 0
        switch exitCode {
        case .kubectl: return plan.blocked > 0 ? 3 : changes ? 1 : 0
        case .terraform: return changes || plan.blocked > 0 ? 2 : 0
        }
    }
}

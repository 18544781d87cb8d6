import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl diff`
struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what apply would do, and what that would do to live work.",
        discussion: """
            EXAMPLES
              jq-ctl diff -f manifests/
              jq-ctl diff -f manifests/ --prune --out plan.json
              jq-ctl apply plan.json
              jq-ctl diff -f manifests/ -o json | jq .summary

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
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        let status: Int32
        do {
            status = try await difference()
        } catch {
            throw CommandFailure(error.message, exitStatus: exitCode == .kubectl ? 2 : 1)
        }
        if status != 0 { throw ExitCode(status) }
    }

    private func difference() async throws(CommandFailure) -> Int32 {
        let files = try manifests.read()
        if !plan.keepGoing { try refuseBadManifests(files, andSay: "no plan was made") }
        let server = try Connection(connection, timeout: limit.timeout.duration)
        let response = try await server.resources {
            try await $0.plan(
                .with {
                    $0.files = files.messages
                    $0.options = plan.message
                }, options: $1)
        }
        let report = PlanReport(format: format.output, paint: connection.paint, showUnchanged: showUnchanged)
        report.print(response.problems)
        report.print(response.plan, problems: response.problems)
        if let out {
            let saved = PlanFile(plan: response.plan, files: files, options: plan.message)
            try writeFile(out, Array(jsonText(try saved.document()).utf8))
        }
        if response.problems.contains(where: { !$0.warning }) {
            throw .silent()
        }
        return exitStatus(of: response.plan)
    }

    private func exitStatus(of plan: Jq_V1_Plan) -> Int32 {
        let changes = plan.create + plan.change + plan.delete > 0
        switch exitCode {
        case .kubectl: return plan.blocked > 0 ? 3 : changes ? 1 : 0
        case .terraform: return changes || plan.blocked > 0 ? 2 : 0
        }
    }
}

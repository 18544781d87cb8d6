import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl apply`
struct Apply: AsyncParsableCommand {
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
    @OptionGroup var connection: ConnectionOptions

    mutating func validate() throws {
        if saved != nil, !manifests.filenames.isEmpty {
            throw ValidationError("a saved plan carries its manifests; leave out -f")
        }
    }

    mutating func run() async throws {
        var request = Jq_V1_ApplyRequest()
        let files: [ManifestFile]
        if let saved {
            let plan = try PlanFile(json: readFile(saved), path: saved)
            files = plan.files
            request.options = plan.options
            request.expectedHash = plan.hash
        } else {
            files = try manifests.read()
            request.options = plan.message
        }
        if !request.options.keepGoing { try refuseBadManifests(files, andSay: "nothing was applied") }
        request.files = files.messages

        let server = try Connection(connection, timeout: limit.timeout.duration)
        if dryRun {
            try await show(request, on: server)
        } else {
            if saved == nil, request.options.prune, !yes { try await askBeforeDeleting(&request, on: server) }
            try await apply(request, on: server)
        }
    }

    private var report: PlanReport {
        PlanReport(format: format.output, paint: connection.paint, showUnchanged: showUnchanged)
    }

    private func planned(
        _ request: Jq_V1_ApplyRequest, on server: Connection
    ) async throws(CommandFailure) -> Jq_V1_PlanResponse {
        try await server.resources {
            try await $0.plan(
                .with {
                    $0.files = request.files
                    $0.options = request.options
                }, options: $1)
        }
    }

    private func show(_ request: Jq_V1_ApplyRequest, on server: Connection) async throws(CommandFailure) {
        let response = try await planned(request, on: server)
        report.print(response.problems)
        report.print(response.plan, problems: response.problems, extra: ["applied": false, "dryRun": true])
        if format.output.isForPeople { Console.line("dry run: nothing was applied") }
        if response.problems.contains(where: { !$0.warning }) { throw .silent() }
    }

    /// Shows what would be deleted to whoever sits at the terminal, and pins the plan to what was shown.
    private func askBeforeDeleting(_ request: inout Jq_V1_ApplyRequest, on server: Connection) async throws {
        guard Console.canAsk, !manifests.filenames.contains("-") else { return }
        let response = try await planned(request, on: server)
        guard response.plan.delete > 0 else { return }
        let deleted = PlanReport(format: .table, paint: connection.paint)
        deleted.print(response.plan, problems: [])
        let count = response.plan.delete
        guard Console.confirm("Delete \(count == 1 ? "1 resource" : "\(count) resources")?") else {
            throw CommandFailure("nothing was applied")
        }
        request.expectedHash = response.plan.hash
    }

    private func apply(_ request: Jq_V1_ApplyRequest, on server: Connection) async throws(CommandFailure) {
        // Applying the same manifests again changes nothing, so a lost answer is safely asked for again; a
        // pinned plan would be refused the second time.
        let idempotent = request.expectedHash.isEmpty
        let response = try await server.resources(idempotent: idempotent) {
            try await $0.apply(request, options: $1)
        }
        report.print(response.problems)
        report.print(response.plan, problems: response.problems, extra: ["applied": .bool(response.applied)])
        let result = ApplyResult(response)
        if format.output.isForPeople, response.applied { Console.line(result.line) }
        if let failure = result.failure { throw failure }
    }
}

/// What an apply came to.
private struct ApplyResult {
    /// "applied 2, unchanged 10", or "nothing to do".
    let line: String
    /// Set when not everything was applied that was asked for.
    let failure: CommandFailure?

    init(_ response: Jq_V1_ApplyResponse) {
        let plan = response.plan
        let errors = response.problems.count { !$0.warning }
        let done = plan.create + plan.change + plan.delete
        var parts = done > 0 ? ["applied \(done)"] : []
        if plan.blocked > 0 { parts.append("blocked \(plan.blocked)") }
        if errors > 0 { parts.append("bad \(errors)") }
        line =
            parts.isEmpty
            ? "nothing to do" : (parts + ["unchanged \(plan.unchanged)"]).joined(separator: ", ")
        if !response.applied, errors + Int(plan.blocked) > 0 {
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

import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl sources`
struct Sources: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Show the last pass of the reconcilers over each source, and what is wrong with its manifests.",
        discussion: """
            EXAMPLES
              jq-ctl sources
              jq-ctl sources -o json

            EXIT STATUS
              0 when no source has an error, 1 otherwise
            """)

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let sources = try await server.resources { try await $0.listSources(.init(), options: $1) }.sources
        switch format.output {
        case .json, .yaml: Document.print(["items": .array(sources.map(\.document))], as: format.output)
        case .name: for source in sources { Console.line(source.owner) }
        case .table, .wide: show(sources)
        }
        if sources.contains(where: { $0.errors > 0 }) { throw CommandFailure.silent() }
    }

    private func show(_ sources: [Jq_V1_SourceStatus]) {
        guard !sources.isEmpty else {
            Console.note("No source has reported yet.")
            return
        }
        var table = Table(["source", "revision", "last pass", "problems", "message"])
        for source in sources { table.add(source.cells) }
        Console.out(table.text(paint))
        for source in sources where !source.problems.isEmpty {
            Console.line("\n\(source.owner):")
            for problem in source.problems {
                let word = problem.warning ? paint("warning", .waiting) : paint("error", .bad)
                Console.line("  \(word): \(problem.text.onOneLine)")
            }
        }
    }
}

extension Jq_V1_SourceStatus {
    fileprivate var errors: Int { problems.count { !$0.warning } }

    fileprivate var cells: [String] {
        [
            owner, String(sourceRevision.prefix(12)),
            hasLastPassAt ? "\(Moment(lastPassAt).age) ago" : "never",
            "\(problems.count)", message.shortened(to: 80),
        ]
    }

    fileprivate var document: Value {
        var document: [String: Value] = [
            "owner": .string(owner), "sourceRevision": .string(sourceRevision), "message": .string(message),
            "problems": .array(problems.map { Problem($0).document }),
        ]
        if hasLastPassAt { document["lastPassAt"] = .string(Moment(lastPassAt).text) }
        return .object(document)
    }
}

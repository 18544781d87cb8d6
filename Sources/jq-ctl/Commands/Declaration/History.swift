import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl history`
struct History: ServerCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who changed a resource, when and from where.",
        discussion: """
            EXAMPLES
              jq-ctl history queue/emails
              jq-ctl history queue/emails --revision 3      that revision as a manifest
            """)

    @Argument(help: ArgumentHelp("KIND/NAME or KIND NAME.", valueName: "what"))
    var words: [String]

    @Option(help: ArgumentHelp("Most revisions to list.", valueName: "number"))
    var limit: Int32 = 20

    @Option(help: ArgumentHelp("Print this revision as a manifest.", valueName: "number"))
    var revision: Int64?

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var time: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { time.timeout.duration }

    mutating func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run(on server: Connection) async throws {
        let keys = try ResourceSelection(words, in: scope.namespace(at: server)).onlyKeys()
        guard keys.count == 1, let key = keys.first else {
            throw CommandFailure("history is about one resource")
        }
        let response = try await server.resources {
            try await $0.getHistory(
                .with {
                    $0.key = key.message
                    // A single revision may be older than the usual list.
                    $0.limit = revision == nil ? limit : 0
                }, options: $1)
        }
        if let revision {
            guard let found = response.revisions.first(where: { $0.revision == revision }) else {
                throw CommandFailure(
                    "\(key) has no revision \(revision); `jq-ctl history \(key.argument)` lists them")
            }
            let manifest = Resource(key: key, spec: jsonObject(found.spec))
            Console.out(manifest.yaml())
            return
        }
        switch format.output {
        case .json, .yaml:
            Document.print(["items": .array(response.revisions.map(\.document))], as: format.output)
        case .name: for revision in response.revisions { Console.line("\(revision.revision)") }
        case .table, .wide:
            var table = Table(["revision", "generation", "action", "owner", "actor", "source", "plan", "age"])
            for revision in response.revisions { table.add(revision.cells) }
            Console.out(table.text(paint))
        }
    }
}

extension Jq_V1_Revision {
    fileprivate var cells: [String] {
        [
            "\(revision)", "\(generation)", action, owner, actor, String(sourceRevision.prefix(12)), planHash,
            hasAppliedAt ? Moment(appliedAt).age : "",
        ]
    }

    fileprivate var document: Value {
        [
            "revision": .int(revision), "generation": .int(generation), "action": .string(action),
            "owner": .string(owner), "actor": .string(actor), "sourceRevision": .string(sourceRevision),
            "planHash": .string(planHash), "spec": jsonObject(spec),
            "appliedAt": hasAppliedAt ? .string(Moment(appliedAt).text) : .null,
        ]
    }
}

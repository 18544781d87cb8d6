import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources

/// `jq-ctl explain`
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain why a job does not run; or a kind or a field, which needs no server.",
        discussion: """
            EXAMPLES
              jq-ctl explain                            the kinds
              jq-ctl explain queue
              jq-ctl explain queue.spec.backoff
              jq-ctl explain job --recursive            all fields as a tree
              jq-ctl explain queue -o json-schema       for editors
              jq-ctl explain job/migrate-orders         why its newest run does not run
              jq-ctl explain 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, json, yaml
        case jsonSchema = "json-schema"
    }

    @Argument(help: ArgumentHelp("KIND, KIND.FIELD.FIELD, job/NAME, or the id of a job", valueName: "what"))
    var path: String?

    @Flag(help: "All fields and the fields within them, without their descriptions.")
    var recursive = false

    @Option(name: [.short, .long], help: "text; json or yaml for a job, json-schema for a kind.")
    var output: Form = .text

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let namespace = scope.namespace ?? ResourceKey.defaultNamespace
        if let path, let job = JobArgument(path, namespace: namespace) {
            return try await explain(job)
        }
        if let path, path.contains("/") {
            throw CommandFailure(
                "only jobs can be explained by name: write job/NAME; for a field write KIND.FIELD")
        }
        guard output != .json, output != .yaml else {
            throw CommandFailure("-o \(output.rawValue) is for a job; for a kind there is -o json-schema")
        }
        try explainKinds()
    }

    private func explain(_ job: JobArgument) async throws(CommandFailure) {
        guard output != .jsonSchema else {
            throw CommandFailure("a JSON Schema is of a kind; write `explain job`")
        }
        let server = try Connection(connection, timeout: limit.timeout.duration)
        var request = Jq_V1_ExplainJobRequest()
        switch job {
        case .id(let id): request.jobID = id
        case .resource(let name): request.resource = name
        }
        let question = request
        let answer = try await server.jobs { try await $0.explainJob(question, options: $1) }
        let explained = ExplainedJob(
            answer, name: request.resource.isEmpty ? request.jobID : request.resource)
        switch output {
        case .json: Document.print(explained.document, as: .json)
        case .yaml: Document.print(explained.document, as: .yaml)
        case .text, .jsonSchema: Console.out(explained.text)
        }
    }

    private func explainKinds() throws {
        guard let path else {
            var table = Table(["kind", "names", "description"])
            for kind in Kind.allCases {
                let sentence = Schema.of(kind).doc.prefix { $0 != "." } + "."
                table.add([
                    kind.rawValue, ([kind.plural] + kind.shortNames).joined(separator: ", "),
                    String(sentence),
                ])
            }
            Console.out(table.text(.none))
            return
        }
        let words = path.split(separator: ".").map(String.init)
        let text: String
        do { text = try Schema.explain(path) } catch { throw CommandFailure(error.description) }
        guard let kind = words.first.flatMap(Kind.init(argument:)) else { return }
        if output == .jsonSchema {
            guard words.count == 1 else {
                throw CommandFailure(
                    "a JSON Schema is of a whole kind; use `jq-ctl explain \(words[0]) -o json-schema`")
            }
            Document.print(Schema.of(kind).jsonSchema(), as: .json)
        } else if recursive {
            Console.out(tree(of: kind, at: Array(words.dropFirst())))
        } else {
            Console.out(text.hasSuffix("\n") ? text : text + "\n")
        }
    }

    private func tree(of kind: Kind, at path: [String]) -> String {
        let schema = Schema.of(kind)
        var text = ""
        var objects: [(name: String, object: ObjectSchema)] = [
            ("metadata", schema.metadata), ("spec", schema.spec),
        ]
        if let first = path.first { objects.removeAll { $0.name != first } }
        for (name, object) in objects {
            var object = object
            for step in path.dropFirst() {
                guard let inner = object.field(step)?.type.objectSchema else { return "" }
                object = inner
            }
            text += "\((path.isEmpty ? [name] : path).joined(separator: ".")) <object>\n"
            append(object, depth: 1, to: &text)
        }
        return text
    }

    private func append(_ object: ObjectSchema, depth: Int, to text: inout String) {
        for field in object.fields {
            text += String(repeating: "  ", count: depth)
            text += "\(field.name) <\(field.type.name)>\(field.required ? " required" : "")\n"
            if let inner = field.type.objectSchema { append(inner, depth: depth + 1, to: &text) }
        }
    }
}

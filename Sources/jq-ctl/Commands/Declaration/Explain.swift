import ArgumentParser
import Resources

/// `jq-ctl explain`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain a kind or a field. Needs no server.",
        discussion: """
            EXAMPLES
              jq-ctl explain                            the kinds
              jq-ctl explain queue
              jq-ctl explain queue.spec.backoff
              jq-ctl explain job --recursive            all fields as a tree
              jq-ctl explain queue -o json-schema       for editors
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text
        case jsonSchema = "json-schema"
    }

    @Argument(help: ArgumentHelp("KIND or KIND.FIELD.FIELD", valueName: "path"))
    var path: String?

    @Flag(help: "All fields and the fields within them, without their descriptions.")
    var recursive = false

    @Option(name: [.short, .long], help: "text or json-schema.")
    var output: Form = .text

    func run() throws {
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

import ArgumentParser
import Resources

/// How a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, wide, json, yaml, name
}

/// `-o` for commands whose result is a document or a table.
struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "How to print: table, wide, json, yaml or name.")
    var output: OutputFormat = .table
}

/// Writes documents for machines.
enum Document {
    /// Prints `value` as JSON or YAML.
    static func print(_ value: Value, as format: OutputFormat) {
        Console.out(format == .yaml ? yamlText(value) : jsonText(value))
    }

    /// A list as the Kubernetes API writes one.
    static func list(_ items: [Value]) -> Value {
        ["apiVersion": "v1", "kind": "List", "items": .array(items)]
    }
}

import ArgumentParser
import Resources
import YAML

/// `jq-ctl validate`
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check manifests without a server.",
        discussion: """
            EXAMPLES
              jq-ctl validate -f manifests/ -R
              jq-ctl validate -f queue.yaml -o json     problems for machines

            EXIT STATUS
              0 when every manifest is valid (with --strict: and without warnings),
              1 otherwise
            """)

    @OptionGroup var manifests: ManifestOptions

    @Flag(help: "Warnings are errors.")
    var strict = false

    @OptionGroup var format: OutputOptions

    func run() throws {
        let files = try manifests.read()
        let decoded = decodeManifests(files)
        let problems = decoded.diagnostics
        switch format.output {
        case .json, .yaml:
            Document.print(
                [
                    "resources": .int(Int64(decoded.resources.count)), "files": .int(Int64(files.count)),
                    "problems": .array(problems.map(\.document)),
                ], as: format.output)
        case .name:
            problems.print()
            for resource in decoded.resources { Console.line(resource.key.argument) }
        case .table, .wide:
            problems.print()
            Console.line(summary(decoded, files: files.count))
        }
        if decoded.hasErrors || (strict && !problems.isEmpty) { throw CommandFailure.silent() }
        try refuseNothing(decoded, files, andSay: "nothing to check")
    }

    private func summary(_ decoded: DecodedManifests, files: Int) -> String {
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        let errors = decoded.diagnostics.count { $0.severity == .error }
        let warnings = decoded.diagnostics.count - errors
        var text = "\(counted(decoded.resources.count, "valid resource")) in \(counted(files, "file"))"
        if errors > 0 { text += ", \(counted(errors, "error"))" }
        if warnings > 0 { text += ", \(counted(warnings, "warning"))" }
        return text
    }
}

extension Diagnostic {
    fileprivate var document: Value {
        var document: [String: Value] = [
            "severity": .string(severity.rawValue), "message": .string(message), "text": .string(description),
        ]
        if let mark {
            document["file"] = .string(mark.file)
            document["line"] = .int(Int64(mark.line))
            document["column"] = .int(Int64(mark.column))
        }
        if let hint { document["hint"] = .string(hint) }
        if let resource { document["resource"] = .string(resource.argument) }
        if let field { document["field"] = .string(field) }
        return .object(document)
    }
}

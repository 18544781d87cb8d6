import Resources

@testable import TestAPIServer

/// A CRD and what the server says of it.
struct DefinitionCase: Sendable, CustomStringConvertible {
    let description: String
    let crd: Value
    let causes: [String]

    /// The cases of all tables: a name after `##`, a schema or a whole CRD, and the causes after `-`.
    static func all(of tables: [String]) -> [DefinitionCase] {
        tables.flatMap { table in
            caseLines(table).split(separator: "").compactMap { lines -> DefinitionCase? in
                guard let title = lines.first, let crd = try? definition(lines.dropFirst().first ?? "") else {
                    return nil
                }
                return DefinitionCase(
                    description: String(title.dropFirst(3)), crd: crd,
                    causes: lines.dropFirst(2).map(caseMessage))
            }
        }
    }

    private static func definition(_ line: String) throws -> Value {
        if line.hasPrefix("crd ") { return try Value(json: Array(line.dropFirst(4).utf8)) }
        return try crd(schema: Value(json: Array(line.dropFirst(7).utf8)))
    }

    /// A CRD with this schema and nothing special.
    static func crd(schema: Value) throws -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "things.cel.example"],
            "spec": [
                "group": "cel.example", "scope": "Namespaced",
                "names": ["plural": "things", "kind": "Thing"],
                "versions": [
                    ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
                ],
            ],
        ]
    }
}

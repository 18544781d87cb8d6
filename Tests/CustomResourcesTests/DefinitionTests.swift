import CustomResources
import Resources
import Testing

@Suite("CustomResourceDefinitions")
struct DefinitionTests {
    private func version(_ kind: Kind) throws -> Value {
        try #require(customResourceDefinition(kind)["spec"]?["versions"]?.arrayValue?.first)
    }

    private func schema(_ kind: Kind) throws -> Value {
        try #require(try version(kind)["schema"]?["openAPIV3Schema"])
    }

    @Test("One version, served and stored, for a namespaced kind", arguments: Kind.allCases)
    func versions(_ kind: Kind) throws {
        let definition = customResourceDefinition(kind)
        #expect(definition["metadata"]?["name"] == .string("\(kind.plural).jq.dev"))
        #expect(definition["spec"]?["scope"] == "Namespaced")
        #expect(definition["spec"]?["conversion"] == ["strategy": "None"])
        #expect(definition["spec"]?["names"]?["categories"] == ["jq"])
        #expect(definition["spec"]?["versions"]?.arrayValue?.count == 1)
        let version = try version(kind)
        #expect(version["name"] == "v1alpha1" && version["served"] == true && version["storage"] == true)
        #expect(version["subresources"]?["status"] == [:])
    }

    @Test("Only a pool has a scale")
    func scale() throws {
        #expect(
            try version(.workerPool)["subresources"]?["scale"] == [
                "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
                "labelSelectorPath": ".status.selector",
            ])
        for kind in Kind.allCases where kind != .workerPool {
            #expect(try version(kind)["subresources"]?["scale"] == nil)
        }
    }

    @Test("Defaults are whole, so that the server's rules hold for them")
    func defaults() throws {
        let spec = try #require(try schema(.queue)["properties"]?["spec"])
        #expect(spec["properties"]?["maxRetries"]?["default"] == 3)
        #expect(spec["properties"]?["backoff"]?["default"] == ["base": "1s", "max": "10m", "jitter": 0.2])
        #expect(spec["default"]?["onDelete"] == "Block")
        #expect(try schema(.job)["properties"]?["spec"]?["default"] == nil)
        #expect(try schema(.job)["required"] == ["spec"])
    }

    @Test("Rules have the messages of the CLI")
    func rules() throws {
        let spec = try #require(try schema(.queue)["properties"]?["spec"])
        #expect(
            spec["x-kubernetes-validations"] == [
                [
                    "rule": "has(self.moveTo) == (self.onDelete == 'MoveTo')",
                    "message": "moveTo and onDelete: MoveTo belong together; give both, or neither",
                ]
            ])
        #expect(
            try schema(.queue)["x-kubernetes-validations"] == [
                [
                    "rule":
                        "!has(self.spec) || !has(self.spec.moveTo) || self.spec.moveTo != self.metadata.name",
                    "message": "moveTo must name another queue", "fieldPath": ".spec.moveTo",
                ]
            ])
    }

    /// What SSA merges element by element, and what it replaces as a whole.
    @Test("Lists say how they are owned")
    func lists() throws {
        let pool = try schema(.workerPool)["properties"]
        #expect(pool?["spec"]?["properties"]?["queues"]?["x-kubernetes-list-type"] == "set")
        let conditions = pool?["status"]?["properties"]?["conditions"]
        #expect(conditions?["x-kubernetes-list-type"] == "map")
        #expect(conditions?["x-kubernetes-list-map-keys"] == ["type"])
        let template = pool?["spec"]?["properties"]?["template"]?["properties"]
        #expect(template?["tolerations"]?["x-kubernetes-list-type"] == "atomic")
    }

    /// The cost of a rule is bounded by the server from these limits; without one it refuses the whole
    /// definition.
    @Test("Whatever has elements has a limit", arguments: Kind.allCases)
    func bounded(_ kind: Kind) throws {
        func walk(_ schema: Value, _ path: String) {
            if schema["type"] == "array" { #expect(schema["maxItems"] != nil, "\(path)") }
            if schema["additionalProperties"] != nil { #expect(schema["maxProperties"] != nil, "\(path)") }
            for (name, property) in schema["properties"]?.objectValue ?? [:] {
                walk(property, "\(path).\(name)")
            }
            for inner in ["items", "additionalProperties"] {
                schema[inner].map { walk($0, "\(path).\(inner)") }
            }
        }
        walk(try schema(kind), kind.rawValue)
    }

    @Test("Columns and selectable fields show what is there", arguments: Kind.allCases)
    func paths(_ kind: Kind) throws {
        let root = try schema(kind)
        func type(of path: Substring) -> Value? {
            path.split(separator: ".").reduce(root as Value?) { schema, name in
                schema?["properties"]?[String(name.prefix { $0 != "[" })]
            }?["type"]
        }
        let version = try version(kind)
        let columns = try #require(version["additionalPrinterColumns"]?.arrayValue)
        for column in columns {
            let path = try #require(column["jsonPath"]?.stringValue)
            if path.hasPrefix(".metadata") { continue }
            let shown = try #require(type(of: path.prefix { $0 != "[" }), "\(path)")
            if column["type"] == "integer" || column["type"] == "boolean" {
                #expect(column["type"] == shown, "\(path)")
            }
        }
        #expect(columns.contains { $0["name"] == "Age" })
        for field in selectableFields(kind) {
            #expect(type(of: field[...])?.stringValue.map(["string", "boolean", "integer"].contains) == true)
        }
    }

    @Test("Every field is explained", arguments: Kind.allCases)
    func descriptions(_ kind: Kind) throws {
        func walk(_ schema: Value, _ path: String) {
            for (name, property) in schema["properties"]?.objectValue ?? [:] where name != "metadata" {
                #expect(property["description"]?.stringValue?.isEmpty == false, "\(path).\(name)")
                walk(property, "\(path).\(name)")
                property["items"].map { walk($0, "\(path).\(name)") }
            }
        }
        walk(try schema(kind), kind.rawValue)
        let retries = try schema(.queue)["properties"]?["spec"]?["properties"]?["maxRetries"]?["description"]
        #expect(retries == "How often a failed job is tried again. From 0 to 1000. Defaults to 3.")
    }
}

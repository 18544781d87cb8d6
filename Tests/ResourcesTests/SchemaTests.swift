import Resources
import Testing

@Suite("Schemas")
struct SchemaTests {
    /// Every object schema that a kind contains, with its path.
    private func objects(_ schema: ObjectSchema, _ path: String) -> [(path: String, schema: ObjectSchema)] {
        [(path, schema)]
            + schema.fields.flatMap { field in
                field.type.objectSchema.map { objects($0, "\(path).\(field.name)") } ?? []
            }
    }

    @Test("keep their own rules", arguments: Kind.allCases)
    func wellFormed(_ kind: Kind) {
        for (path, object) in objects(Schema.of(kind).root, kind.rawValue) {
            #expect(object.fields.count <= 64, "\(path)")
            #expect(Set(object.fields.map(\.name)).count == object.fields.count, "\(path)")
            for field in object.fields {
                #expect(field.doc.hasSuffix(".") || field.doc.contains(": "), "\(path).\(field.name)")
                #expect(!(field.required && field.defaultValue != nil), "\(path).\(field.name)")
                if field.required, path.contains(".") {
                    #expect(field.example != nil, "\(path).\(field.name)")
                }
            }
            for rule in object.rules {
                for name in rule.fields { #expect(object.field(name) != nil, "\(path): \(rule.name)") }
            }
        }
    }

    @Test("Defaults are valid and in normal form")
    func defaults() throws {
        let minimal: [(Kind, Value)] = [
            (.queue, [:]), (.worker, [:]), (.workerPool, ["queues": ["a"]]),
            (.job, ["queue": "a", "payload": nil]),
            (.schedule, ["every": "1m", "jobTemplate": ["spec": ["queue": "a", "payload": nil]]]),
        ]
        for (kind, spec) in minimal {
            let resource = Resource(key: ResourceKey(kind: kind, name: "x"), spec: spec)
            let filled = Resource(key: resource.key, spec: resource.effectiveSpec)
            let (decoded, diagnostics) = decode(filled.document)
            #expect(diagnostics.filter { $0.severity == .error } == [])
            #expect(decoded == filled)
            #expect(filled.effectiveSpec == filled.spec)
        }
    }

    @Test("Defaults fill what is absent, and only that")
    func effective() {
        let queue = Resource(
            key: ResourceKey(kind: .queue, name: "x"), spec: ["maxRetries": 5, "backoff": ["base": "2s"]])
        #expect(queue.effectiveSpec["maxRetries"] == 5)
        #expect(queue.effectiveSpec["backoff"] == ["base": "2s", "max": "10m", "jitter": 0.2])
        #expect(queue.effectiveSpec["retention"] == ["done": "1d", "deadLettered": "30d"])
        #expect(queue.effectiveSpec["ttl"] == nil)
        #expect(queue.spec == ["maxRetries": 5, "backoff": ["base": "2s"]])
        let job = Resource(key: ResourceKey(kind: .job, name: "x"), spec: ["queue": "a", "backoff": [:]])
        #expect(job.effectiveSpec["backoff"]?["max"] == "10m")
        #expect(job.effectiveSpec["priority"] == nil)
    }

    @Test("Changing the work changes the run, changing its handling does not")
    func runRelevant() {
        let relevant = Schema.of(.job).spec.fields.filter(\.runRelevant).map(\.name)
        #expect(relevant == ["queue", "command", "payload", "env", "notBefore", "dependsOn"])
    }

    @Test(
        "Advice for unknown fields",
        arguments: [
            ("tlt", "did you mean \"ttl\"?"), ("retentoin", "did you mean \"retention\"?"),
            ("TIMEOUT", "did you mean \"timeout\"?"), ("pauses", "did you mean \"paused\"?"),
            ("moveto", "did you mean \"moveTo\"?"),
        ])
    func advice(_ name: String, _ hint: String) {
        #expect(decode(.queue, .object([name: 1])).1.map(\.hint) == [hint])
    }

    @Test("JSON Schema says what decoding checks")
    func jsonSchema() throws {
        let queue = Schema.of(.queue).jsonSchema()
        let spec = queue["properties"]?["spec"]
        #expect(queue["required"] == ["apiVersion", "kind", "metadata"])
        #expect(queue["additionalProperties"] == false)
        #expect(spec?["properties"]?["priority"]?["maximum"] == 9)
        #expect(spec?["properties"]?["onDelete"]?["enum"] == ["Block", "Drain", "Cancel", "MoveTo"])
        #expect(
            spec?["allOf"] == [
                [
                    "if": ["properties": ["onDelete": ["const": "MoveTo"]], "required": ["onDelete"]],
                    "then": ["required": ["moveTo"]], "else": ["not": ["required": ["moveTo"]]],
                ]
            ])
        let job = Schema.of(.job).jsonSchema()
        #expect(
            job["properties"]?["spec"]?["allOf"] == [
                ["oneOf": [["required": ["command"]], ["required": ["payload"]]]]
            ])
        #expect(job["required"] == ["apiVersion", "kind", "metadata", "spec"])
    }
}

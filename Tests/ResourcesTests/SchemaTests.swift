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
            #expect(decoded == resource)
            #expect(decoded?.effectiveSpec == filled.spec)
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

    @Test("What only repeats a default is left out, and nothing else")
    func omitted() {
        let queue: Value = [
            "maxRetries": 3, "priority": 1, "backoff": ["base": "1000ms", "max": "5m"],
            "retention": ["done": "24h", "deadLettered": "30d"], "rateLimit": ["limit": 1, "period": "1s"],
        ]
        #expect(
            decode(.queue, queue).0?.spec
                == ["priority": 1, "backoff": ["max": "5m"], "rateLimit": ["limit": 1]])
        // A job's own backoff replaces the queue's, also when it says nothing more.
        let job = decode(.job, ["queue": "a", "payload": 1, "backoff": ["base": "1s"]]).0
        #expect(job?.spec["backoff"] == [:])
        let schema = Schema.of(.queue).spec
        #expect(schema.omittingDefaults([1]) == [1])
        #expect(schema.omittingDefaults(["unknown": 3]) == ["unknown": 3])
        for spec: Value in [[:], ["backoff": [:]], ["backoff": ["max": "5m"]], ["paused": true]] {
            let plain = schema.omittingDefaults(spec)
            #expect(schema.omittingDefaults(schema.fillingDefaults(spec)) == plain)
            #expect(schema.fillingDefaults(plain) == schema.fillingDefaults(spec))
        }
    }

    /// An API server writes defaults into what it stores. A run key must not be able to see that.
    @Test("Nothing that makes a run has a default")
    func runKeysKnowNoDefaults() {
        for field in Schema.of(.job).spec.fields where field.runRelevant || field.name == "trigger" {
            #expect(field.defaultValue == nil, "\(field.name)")
            for inner in field.type.objectSchema.map({ objects($0, field.name) }) ?? [] {
                #expect(inner.schema.fields.allSatisfy { $0.defaultValue == nil }, "\(inner.path)")
            }
        }
    }

    /// Tools compare lists as wholes, and would see a default in an element as a change.
    @Test("No element of a list has a default", arguments: Kind.allCases)
    func listsKnowNoDefaults(_ kind: Kind) {
        for (path, object) in objects(Schema.of(kind).root, kind.rawValue) {
            for field in object.fields {
                guard case .array(let element, _, _) = field.type, let item = element.objectSchema
                else { continue }
                for inner in objects(item, "\(path).\(field.name)") {
                    #expect(inner.schema.fields.allSatisfy { $0.defaultValue == nil }, "\(inner.path)")
                }
            }
        }
    }

    /// The API server fills in defaults before it asks a rule whether a field was given.
    @Test("No rule asks whether a field with a default was given", arguments: Kind.allCases)
    func rulesKnowNoDefaults(_ kind: Kind) {
        for (path, object) in objects(Schema.of(kind).root, kind.rawValue) {
            for rule in object.rules {
                let asked: [String] =
                    switch rule.check {
                    case .exactlyOneOf(let names), .atLeastOneOf(let names): names
                    case .givenExactlyWhen(let field, _, _), .onlyWhen(let field, _, _): [field]
                    case .onlyWith(let field, let other): [field, other]
                    case .givenWhen(let path, _, _): Array(path.prefix(1))
                    case .intAtMost, .durationAtMost, .notOwnName: []
                    }
                for name in asked {
                    #expect(object.field(name)?.defaultValue == nil, "\(path): \(rule.name)")
                }
            }
        }
    }

    @Test("A map has no more keys than an API server takes")
    func largeMaps() {
        func env(_ count: Int) -> [Diagnostic] {
            let env = Dictionary(uniqueKeysWithValues: (0..<count).map { ("A\($0)", Value.string("")) })
            return decode(.job, ["queue": "a", "command": ["b"], "env": .object(env)]).1
        }
        #expect(env(1000) == [])
        #expect(env(1001).map(\.message) == ["spec.env: the mapping has 1001 keys, more than 1000"])
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
                ["oneOf": [["required": ["command"]], ["required": ["payload"]]]],
                ["if": ["required": ["uniqueFor"]], "then": ["required": ["uniqueKey"]]],
            ])
        #expect(job["required"] == ["apiVersion", "kind", "metadata", "spec"])
        let pool = Schema.of(.workerPool).jsonSchema()["properties"]?["spec"]
        let isKubernetes: Value = [
            "properties": ["runtime": ["const": "Kubernetes"]], "required": ["runtime"],
        ]
        #expect(
            pool?["allOf"] == [
                [
                    "if": isKubernetes,
                    "then": [
                        "required": ["template"], "properties": ["template": ["required": ["image"]]],
                    ],
                ], ["if": ["required": ["autoscale"]], "then": isKubernetes],
            ])
        #expect(
            pool?["properties"]?["autoscale"]?["allOf"] == [
                ["anyOf": [["required": ["targetStartLatency"]], ["required": ["targetBacklog"]]]]
            ])
    }
}

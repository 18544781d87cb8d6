import Resources
import Testing

/// Makes valid resources of every kind with every type of field, read off the schema.
struct ResourceGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func resource() throws -> Resource {
        let kind = try #require(Kind.allCases.randomElement(using: &random))
        var spec = object(Schema.of(kind).spec)
        keepRules(kind, &spec)
        return Resource(
            key: ResourceKey(kind: kind, namespace: chance(3) ? "team-a" : "default", name: name()),
            labels: chance(3) ? ["team": "a_B.9", "x.example/y": "", "no": "no"] : [:],
            annotations: chance(3) ? ["jq.dev/prune": "disabled", "note": text()] : [:],
            spec: Schema.of(kind).spec.omittingDefaults(.object(spec)))
    }

    private mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }
    private mutating func name() -> String { "n\(Int.random(in: 0...999, using: &random))" }

    private mutating func object(_ schema: ObjectSchema) -> [String: Value] {
        var members: [String: Value] = [:]
        for field in schema.fields where field.required || chance(2) {
            members[field.name] = value(field.type)
        }
        for rule in schema.rules {
            if case .onlyWith(let field, let other) = rule.check, members[other] == nil {
                members[field] = nil
            }
        }
        return members
    }

    private mutating func value(_ type: FieldType) -> Value {
        switch type {
        case .string(let format): .string(string(format))
        case .bool: .bool(chance(2))
        case .int(let range): .int(.random(in: range, using: &random))
        case .number(let range): .double(.random(in: range, using: &random))
        case .duration(let range):
            .string(
                Duration.milliseconds(
                    Int64.random(
                        in: range.lowerBound.milliseconds...range.upperBound.milliseconds, using: &random)
                ).manifestText)
        case .choice(let choices): .string(choices.randomElement(using: &random)?.name ?? "")
        case .array(let element, let count, let unique):
            .array((0..<max(count.lowerBound, unique ? 1 : 3)).map { _ in value(element) })
        case .map(.resourceName, let values): .object([name(): value(values), "b.c": value(values)])
        case .map(_, let values): .object(["KEY_1": value(values), "b": value(values)])
        case .object(let schema): .object(object(schema))
        case .any: json(depth: 0)
        case .intOrString: .string(chance(2) ? "12" : "x \(text())")
        }
    }

    private mutating func string(_ format: StringFormat) -> String {
        switch format {
        case .any: text()
        case .nonEmpty: "x\(text())"
        case .resourceName, .namespace, .labelKey, .labelValue, .environmentName: name()
        case .cron: "*/5 0-3,7 L JAN-MAR ?"
        case .kafkaTopic: "orders.v1"
        case .timeZone: "America/Argentina/Buenos_Aires"
        case .timestamp:
            Timestamp.text(micros: .random(in: 0...4_000_000_000_000_000, using: &random))
        }
    }

    mutating func json(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 8), using: &random) {
        case 0: .null
        case 1: .bool(chance(2))
        case 2: .int(.random(in: chance(2) ? -9...9 : Int64.min...Int64.max, using: &random))
        case 3: .double(.random(in: 1e16...1e300, using: &random))
        case 4: .double(.random(in: -0.999 ... -0.001, using: &random))
        case 5: .string(text())
        case 6: .array((0..<Int.random(in: 0...3, using: &random)).map { _ in json(depth: depth + 1) })
        default:
            .object(
                Dictionary(
                    (0..<Int.random(in: 0...3, using: &random)).map { _ in (text(), json(depth: depth + 1)) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Text that YAML likes to take for something else, and noise.
    mutating func text() -> String {
        if chance(2), let word = Self.treacherous.randomElement(using: &random) { return word }
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", "9", " ", "\n", "\t", "\r", ":", "#", "-", "'", "\"", "\\", "{", "[", ",", "&",
            "*", "!",
            "|", ">", "%", "@", "`", "?", "~", "=", "<", ".", "é", "漢", "😀", "\u{7F}", "\u{85}", "\u{A0}",
            "\u{1}",
            "\u{2028}", "\u{FEFF}", "\u{1B}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text.append(scalars.randomElement(using: &random) ?? "a")
        }
        return String(text)
    }

    private static let treacherous = [
        "", "no", "yes", "on", "y", "N", "true", "False", "null", "~", "Null", "1", "-1", "0x10", "012",
        "0o7", "1.0", "1e3",
        ".5", ".inf", "1_000", "12:30", "2026-12-24", "2026-12-24T18:00:00Z", "- a", "? a", "a: b", "a #b",
        "#a", " a",
        "a ", "a\nb", "a\nb\n", "a\n\nb\n", "\na", "a\n\n", " a\nb", "a\n  b\n", "a\n \nb", "\n", "---",
        "...", "--- a\nb",
        "<<", "=", "*a", "&a", "!a", "%a", "@a", "`a", "'a'", "\"a\"", "a\\b", "30s", "1h30m", "/usr/bin/env",
        "a/b c",
        "0b11", "+1", "1e", "0x", "-", "nan", String(repeating: "long ", count: 300),
        "#!/bin/sh\nset -e\necho hi\n",
    ]

    /// Makes the spec keep the rules between fields.
    private mutating func keepRules(_ kind: Kind, _ spec: inout [String: Value]) {
        switch kind {
        case .queue:
            spec["moveTo"] = spec["onDelete"] == "MoveTo" ? "other" : nil
            spec["backoff"] = backoff(spec["backoff"])
        case .job:
            keepOneWork(&spec)
        case .schedule:
            spec[spec["cron"] == nil ? "cron" : "every"] = nil
            if spec["cron"] == nil { spec["every"] = "1m" }
            guard var work = spec["jobTemplate"]?["spec"]?.objectValue else { return }
            keepOneWork(&work)
            spec["jobTemplate"] = ["spec": .object(work)]
        case .workerPool: keepPoolRules(&spec)
        case .worker: break
        }
    }

    private func keepPoolRules(_ spec: inout [String: Value]) {
        if spec["runtime"] != "Kubernetes" {
            spec["autoscale"] = nil
        } else {
            spec["template"] = .object((spec["template"]?.objectValue ?? [:]).merging(["image": "w"]) { $1 })
        }
        if var scale = spec["autoscale"]?.objectValue {
            scale["min"] = 0
            if scale["targetStartLatency"] == nil { scale["targetBacklog"] = 5 }
            spec["autoscale"] = .object(scale)
        }
        guard var template = spec["template"]?.objectValue else { return }
        if let tolerations = template["tolerations"]?.arrayValue {
            template["tolerations"] = .array(
                tolerations.map { .object(($0.objectValue ?? [:]).merging(["effect": "NoExecute"]) { $1 }) })
        }
        spec["template"] = .object(template)
    }

    private mutating func keepOneWork(_ spec: inout [String: Value]) {
        if spec["payload"] == nil { spec["payload"] = json(depth: 0) }
        if chance(2) { spec["command"] = nil } else { spec["payload"] = nil }
        if spec["payload"] == nil, spec["command"] == nil { spec["command"] = ["a", .string(text())] }
        spec["backoff"] = backoff(spec["backoff"])
    }

    private func backoff(_ value: Value?) -> Value? {
        guard case .object(var members)? = value else { return nil }
        members["base"] = "1s"
        members["max"] = "1m40s"
        return .object(members)
    }
}

import Resources
import Testing
import YAML

@Suite("What plain words mean")
struct ScalarResolutionTests {
    private func job(_ spec: String) throws -> Value {
        let decoded = decode("apiVersion: jq.dev/v1alpha1\nkind: Job\nmetadata: {name: a}\nspec: \(spec)")
        return try #require(decoded.resources.first, "\(decoded.diagnostics)").spec
    }

    @Test(
        "in a payload follows YAML 1.2",
        arguments: [
            ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("null", .null),
            ("~", .null), ("", .null),
            ("Null", .null), ("true", true), ("True", true), ("FALSE", false), ("tRue", "tRue"), ("1", 1),
            ("-1", -1), ("+1", 1),
            ("0x10", 16), ("0o10", 8), ("1.0", 1), ("1.", 1), (".5", 0.5), ("-.5", -0.5), ("1e3", 1000),
            ("1.5e-3", 0.0015),
            ("1.e1", 10), ("1e", "1e"), ("1_000", "1_000"), ("12:30", "12:30"), ("2026-12-24", "2026-12-24"),
            ("0x", "0x"),
            ("0b1", "0b1"), (".", "."), ("+.inf1", "+.inf1"), ("\"1\"", "1"), ("'true'", "true"),
            ("!!str 1", "1"),
            ("\"null\"", "null"), ("|\n  a\n  b\n", "a\nb\n"), (">-\n  a\n  b\n", "a b"),
            ("\"\\u00e9\\t\"", "é\t"), ("0x1G", "0x1G"),
        ] as [(String, Value)])
    func payload(_ text: String, _ value: Value) throws {
        let block = "\n  queue: q\n  payload:\n    x: " + text.replacing("\n", with: "\n    ")
        #expect(try job(block)["payload"]?["x"] == value)
    }

    @Test("A number with a leading zero in a payload is decimal, and gives a warning")
    func leadingZero() throws {
        #expect(try job("{queue: q, payload: {zip: 010}}")["payload"]?["zip"] == 10)
    }

    @Test(
        "where text is asked for stays text",
        arguments: ["no", "yes", "1.0", "0x10", "012", "true", "2026-12-24"])
    func text(_ word: String) throws {
        #expect(try job("{queue: q, command: [a], env: {A: \(word)}}")["env"]?["A"] == .string(word))
    }

    @Test("A trigger is the same as number and as text")
    func trigger() throws {
        #expect(
            try job("{queue: q, command: [a], trigger: 2}") == job("{queue: q, command: [a], trigger: \"2\"}")
        )
    }

    @Test("Durations and times have one form")
    func normalForm() throws {
        let spec = try job(
            "{queue: q, command: [a], ttl: 90s, timeout: \"120m\", notBefore: 2026-12-24T18:00:00.500+01:00}")
        #expect(spec["ttl"] == "1m30s")
        #expect(spec["timeout"] == "2h")
        #expect(spec["notBefore"] == "2026-12-24T17:00:00.5Z")
    }

    @Test("An empty collection is as if it were not there")
    func emptyCollections() throws {
        #expect(try job("{queue: q, command: [a], env: , backoff: ~}") == ["queue": "q", "command": ["a"]])
    }
}

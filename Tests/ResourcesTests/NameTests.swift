import Resources
import Testing

@Suite("Names")
struct NameTests {
    private func isValid(_ metadata: Value) -> Bool {
        let queue: Value = ["apiVersion": .string(Kind.apiVersion), "kind": "Queue", "metadata": metadata]
        return decode(queue).0 != nil
    }

    @Test(
        "of resources",
        arguments: [
            ("a", true), ("a.b-c.9", true), ("0", true), ("a--b", true), ("", false), ("-a", false),
            ("a-", false), (".a", false), ("a.", false),
            ("a..b", false), ("a.-b", false), ("A", false), ("a_b", false), ("a/b", false), ("a b", false),
            ("é", false), ("a\n", false),
        ])
    func names(_ name: String, _ valid: Bool) { #expect(isValid(["name": .string(name)]) == valid) }

    @Test(
        "of namespaces",
        arguments: [("team-a", true), ("9", true), ("team.a", false), ("Team", false), ("", false)])
    func namespaces(_ name: String, _ valid: Bool) {
        #expect(isValid(["name": "a", "namespace": .string(name)]) == valid)
    }

    @Test(
        "of labels",
        arguments: [
            ("a", true), ("a_B.c-9", true), ("x.example/a", true), ("x.example/A_b", true), ("", false),
            ("/a", false), ("a/", false), ("a/b/c", false),
            ("X.example/a", false), ("-a", false), ("a-", false), ("a b", false), ("é", false),
        ])
    func labelKeys(_ key: String, _ valid: Bool) {
        #expect(isValid(["name": "a", "labels": .object([key: "x"])]) == valid)
    }

    @Test(
        "and values of labels",
        arguments: [
            ("", true), ("A_b.c-9", true), ("-", false), ("a b", false), ("a/b", false), ("é", false),
        ])
    func labelValues(_ value: String, _ valid: Bool) {
        #expect(isValid(["name": "a", "labels": ["a": .string(value)]]) == valid)
    }

    @Test(
        "of time zones",
        arguments: [
            ("UTC", true), ("Etc/GMT+5", true), ("Europe/Berlin", true),
            ("America/Argentina/Buenos_Aires", true), ("America/Port-au-Prince", true),
            ("EST5EDT", true), ("", false), ("/etc", false), ("../etc/passwd", false), ("A/B/C/D", false),
            ("+02:00", false), ("Europe/", false),
            ("Europe Berlin", false),
        ])
    func timeZones(_ zone: String, _ valid: Bool) {
        let spec: Value = [
            "every": "1m", "timeZone": .string(zone), "jobTemplate": ["spec": ["queue": "a", "payload": 1]],
        ]
        #expect((decode(.schedule, spec).0 != nil) == valid)
    }
}

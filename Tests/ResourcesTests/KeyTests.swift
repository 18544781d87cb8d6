import Resources
import Testing

@Suite("Kinds and keys")
struct KeyTests {
    @Test(
        "Kinds on the command line",
        arguments: [
            ("queue", .queue), ("Queue", .queue), ("QUEUES", .queue), ("q", .queue),
            ("workerpool", .workerPool),
            ("workerpools", .workerPool), ("wp", .workerPool), ("jobs", .job), ("j", .job),
            ("sched", .schedule), ("workers", .worker),
            ("pod", nil), ("", nil),
        ] as [(String, Kind?)])
    func kinds(_ argument: String, _ kind: Kind?) { #expect(Kind(argument: argument) == kind) }

    @Test("No two kinds share a name")
    func names() {
        let names = Kind.allCases.flatMap { [$0.rawValue.lowercased(), $0.plural] + $0.shortNames }
        #expect(Set(names).count == names.count)
    }

    @Test(
        "Keys on the command line",
        arguments: [
            ("queue/emails", "Queue/emails"), ("job/team-a/nightly", "Job/team-a/nightly"),
            ("q/default/emails", "Queue/emails"),
            ("queue", nil), ("queue/", nil), ("queue/a/b/c", nil), ("pod/a", nil), ("queue//a", nil),
            ("/a", nil),
        ] as [(String, String?)])
    func keys(_ argument: String, _ description: String?) {
        #expect(ResourceKey(argument: argument)?.description == description)
    }

    @Test("Stored names")
    func storedNames() {
        #expect(ResourceKey(kind: .queue, name: "emails").storedName == "emails")
        #expect(ResourceKey(kind: .queue, namespace: "team-a", name: "emails").storedName == "team-a/emails")
        let key = ResourceKey(kind: .queue, namespace: "team-a", name: "emails")
        #expect(ResourceKey(kind: .queue, storedName: key.storedName) == key)
    }

    @Test("Keys are in the order of kind, namespace, name")
    func order() {
        let keys = ["job/b", "queue/z", "job/a/z", "queue/a", "job/a"].compactMap(ResourceKey.init(argument:))
        #expect(keys.sorted().map(\.description) == ["Queue/a", "Queue/z", "Job/a/z", "Job/a", "Job/b"])
    }

    @Test("Resources are equal when they declare the same")
    func equality() {
        let key = ResourceKey(kind: .queue, name: "a")
        let one = Resource(key: key, spec: ["ttl": "1m"], origin: Mark(file: "a", line: 1, column: 1))
        var other = Resource(key: key, spec: ["ttl": "1m"], origin: Mark(file: "b", line: 2, column: 1))
        #expect(one == other && Set([one, other]).count == 1)
        other.labels = ["a": "b"]
        #expect(one != other)
    }

    @Test("Diagnostics read as a sentence")
    func diagnostics() {
        let mark = Mark(file: "queues.yaml", line: 7, column: 3)
        #expect(Diagnostic.error("a").description == "a")
        #expect(Diagnostic.error("a", mark: mark).description == "a at queues.yaml:7:3")
        #expect(Diagnostic.warning("a", mark: mark, hint: "b").description == "a at queues.yaml:7:3; b")
    }
}

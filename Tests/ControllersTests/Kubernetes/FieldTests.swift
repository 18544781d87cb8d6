import KubernetesProtocol
import KubernetesResources
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// Every field of a declaration, set, set otherwise, set to the least, to the most, and unset: what is stored is what
    /// is declared, whatever was before, and nothing needs cleaning up by hand (as Acto tests operators, SOSP 2023).
    @Suite(.serialized, .timeLimit(.minutes(6))) struct FieldTests {
        struct Case: Sendable, CustomTestStringConvertible {
            var kind: Kind
            var specs: [Value]
            var testDescription: String { kind.rawValue }
        }

        static let cases = [
            Case(
                kind: .queue,
                specs: [
                    [:],
                    [
                        "maxRetries": 5, "ttl": "1h", "timeout": "5m", "priority": 4, "paused": true,
                        "backoff": ["base": "2s", "max": "1m", "jitter": 0.5],
                        "concurrency": ["limit": 5, "perKey": 1], "rateLimit": ["limit": 10, "period": "1m"],
                        "retention": ["done": "1h", "deadLettered": "2h"], "onDelete": "MoveTo",
                        "moveTo": "other",
                    ],
                    [
                        "maxRetries": 0, "ttl": "1s", "timeout": "1s", "priority": 0, "paused": false,
                        "backoff": ["base": "0s", "max": "0s", "jitter": 0], "onDelete": "Drain",
                    ],
                    [
                        "maxRetries": 1000, "ttl": "3650d", "timeout": "365d", "priority": 9,
                        "backoff": ["jitter": 1],
                        "concurrency": ["limit": 1_000_000], "onDelete": "Cancel",
                    ],
                    [:],
                ]),
            Case(
                kind: .workerPool,
                specs: [
                    ["queues": ["q"], "runtime": "External"],
                    [
                        "queues": ["q", "r", "s"], "runtime": "Process", "concurrency": 3, "replicas": 4,
                        "drain": true,
                        "gracePeriod": "5s", "template": ["env": ["A": "1", "B": ""]],
                    ],
                    [
                        "queues": ["s"], "runtime": "External", "concurrency": 1, "replicas": 0,
                        "gracePeriod": "0s",
                    ],
                    ["queues": ["q"], "runtime": "External", "concurrency": 10_000, "replicas": 10_000],
                    ["queues": ["q"], "runtime": "External"],
                ]),
            Case(
                kind: .schedule,
                specs: [
                    ["every": "1s", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]],
                    [
                        "cron": "*/5 3 * * 1-5", "timeZone": "Europe/Berlin", "overlap": "Replace",
                        "suspend": true,
                        "missed": ["policy": "All", "within": "2h"],
                        "dst": ["gap": "Skip", "overlap": "Twice"],
                        "jobTemplate": [
                            "spec": ["queue": "q", "payload": ["x": .null, "y": [1, 1.5]], "priority": 9]
                        ],
                    ],
                    [
                        "every": "366d", "missed": ["within": "0s"],
                        "jobTemplate": ["spec": ["queue": "q", "command": [""]]],
                    ],
                    ["every": "1s", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]],
                ]),
            Case(
                kind: .job,
                specs: [
                    ["queue": "q", "command": ["a"]],
                    [
                        "queue": "q", "command": ["a", "b c", ""], "env": ["A": "", "B": "x"], "priority": 9,
                        "maxRetries": 1000, "ttl": "1h", "timeout": "1s", "backoff": ["base": "1s"],
                        "runPolicy": "OncePerChange", "onChange": "Queue", "deletionPolicy": "Orphan",
                        "trigger": 7,
                        "concurrencyKey": "k", "uniqueKey": "u", "dependsOn": ["y", "z"],
                    ],
                    ["queue": "q", "payload": 0, "priority": 0, "maxRetries": 0, "trigger": "7"],
                    ["queue": "q", "payload": ["": [], "a": [:]], "notBefore": "2201-01-01T00:00:00Z"],
                    ["queue": "q", "payload": false],
                    ["queue": "q", "command": ["a"]],
                ]),
        ]

        @Test(arguments: cases)
        func whatIsStoredIsWhatIsDeclared(_ fields: Case) async throws {
            try await withController { world, _ in
                try world.create(queue("q"))
                func store(_ spec: Value) throws {
                    if try world.object(fields.kind, "x") == nil {
                        try world.create(manifest(fields.kind, "x", spec))
                    } else {
                        try world.api.update(fields.kind.served, name: "x") { $0.set(["spec"], spec) }
                    }
                }
                func settle(_ spec: Value) async throws {
                    let expected = try #require(declared(fields.kind, spec))
                    try await world.eventually("\(fields.kind) \(spec)") {
                        try await world.declared(fields.kind, "x")?.live.resource.spec == expected
                    }
                    let object = try await world.wait(fields.kind, "x") {
                        $0.at("status", "observedGeneration") == $0.at("metadata", "generation")
                    }
                    #expect(object.condition("Stalled") == nil)
                }
                for spec in fields.specs {
                    try store(spec)
                    try await settle(spec)
                }
                // From each to each, twice quickly, with something in between that the API server refuses.
                for spec in fields.specs.reversed() {
                    #expect(throws: (any Error).self) { try store(["maxRetries": "many"]) }
                    for other in fields.specs { try store(other) }
                    try store(spec)
                    try await settle(spec)
                }
            }
        }

        /// As a file with the same content declares it.
        private func declared(_ kind: Kind, _ spec: Value) -> Value? {
            decodeResource(Node(manifest(kind, "x", spec), mark: Mark(file: "x", line: 1, column: 1))).0?.spec
        }
    }
}

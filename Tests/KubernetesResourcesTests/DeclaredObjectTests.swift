import KubernetesProtocol
import KubernetesResources
import Planning
import Resources
import Testing
import YAML

@Suite struct DeclaredObjectTests {
    static func object(_ text: String) throws -> KubernetesObject {
        try KubernetesObject(json: Array(text.utf8))
    }

    @Test func objectDeclaresWhatTheSameManifestDeclares() throws {
        let yaml = """
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, namespace: team-a, labels: {team: mail}, annotations: {note: hello}}
            spec: {maxRetries: 5, ttl: 90m, backoff: {base: 2s, jitter: 0.5}}
            """
        let file = decodeManifests([ManifestFile(path: "q.yaml", bytes: Array(yaml.utf8))])
        let object = try Self.object(
            """
            {"apiVersion":"jq.dev/v1alpha1","kind":"Queue","metadata":{"name":"emails","namespace":"team-a",
            "uid":"u-1","resourceVersion":"17","generation":4,"creationTimestamp":"2026-11-21T10:00:00Z",
            "labels":{"team":"mail"},"annotations":{"note":"hello","jq.dev/reconcile-at":"1",
            "kubectl.kubernetes.io/last-applied-configuration":"{}"},
            "finalizers":["jq.dev/queue-jobs"],"managedFields":[{"manager":"kubectl"}]},
            "spec":{"maxRetries":5,"ttl":"90m","backoff":{"base":"2s","jitter":0.5}},
            "status":{"pending":3}}
            """)
        let declared = DeclaredObject(object, kind: .queue)
        #expect(declared.resource == file.resources.first)
        #expect(declared.problems.isEmpty)
        #expect(declared.key == ResourceKey(kind: .queue, namespace: "team-a", name: "emails"))
        #expect(declared.generation == 4 && declared.uid == "u-1" && declared.hasFinalizer)
        #expect(declared.reconcileAt == "1" && !declared.isTerminating)
        #expect(declared.status["pending"] == 3)
    }

    /// The API server writes numbers anew: `1.0` comes back as `1`, and `1e20` with all its digits.
    @Test func numbersThatTheServerRewritesKeepTheRunKey() throws {
        let yaml = """
            apiVersion: jq.dev/v1alpha1
            kind: Job
            metadata: {name: j}
            spec: {queue: q, payload: {numbers: [1.0, 1e2, -0.0, 1e20, 0.5, 1.5e3, 9007199254740993]}}
            """
        let file = try #require(
            decodeManifests([ManifestFile(path: "j.yaml", bytes: Array(yaml.utf8))]).resources.first)
        let object = try Self.object(
            """
            {"apiVersion":"jq.dev/v1alpha1","kind":"Job","metadata":{"name":"j","namespace":"default"},
            "spec":{"queue":"q","payload":{"numbers":[1,100,0,100000000000000000000,0.5,1500,9007199254740993]}}}
            """)
        let declared = try #require(DeclaredObject(object, kind: .job).resource)
        #expect(declared.spec == file.spec)
        #expect(RunKey(job: declared) == RunKey(job: file))
    }

    @Test func badObjectIsKeptWithItsProblems() throws {
        let declared = DeclaredObject(
            try Self.object(
                """
                {"apiVersion":"jq.dev/v1alpha1","kind":"Schedule","metadata":{"name":"s","namespace":"default"},
                "spec":{"cron":"61 * * * *","jobTemplate":{"spec":{"queue":"q","command":["true"]}}}}
                """), kind: .schedule)
        #expect(declared.resource == nil)
        #expect(declared.problems.contains { $0.field == "spec.cron" })
    }

    @Test(arguments: [
        ("{}", true), (#"{"onDelete":"Block"}"#, true), (#"{"onDelete":"Drain"}"#, true),
        (#"{"onDelete":"Cancel"}"#, false), (#"{"onDelete":"MoveTo","moveTo":"other"}"#, false),
    ])
    func finalizerIsForDeletionsThatTakeTime(_ spec: String, _ isNeeded: Bool) throws {
        let object = try Self.object(
            """
            {"apiVersion":"jq.dev/v1alpha1","kind":"Queue","metadata":{"name":"q","namespace":"default"},
            "spec":\(spec)}
            """)
        #expect(DeclaredObject(object, kind: .queue).needsFinalizer == isNeeded)
    }
}

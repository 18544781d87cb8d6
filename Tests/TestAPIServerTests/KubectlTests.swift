import Foundation
import LinuxReactor
import Processes
import Resources
import TestAPIServer
import Testing

/// The real kubectl against the model, where there is one on the machine.
@Suite(.timeLimit(.minutes(3)), .enabled(if: Kubectl.isPossible)) struct KubectlTests {
    @Test func theFlowsOfTheDocumentation() async throws {
        let server = try await Samples.server { $0.deployments = true }
        let kubectl = try Kubectl(server)
        defer { kubectl.clear() }
        let red = try kubectl.file("red.json", Samples.gizmo("a", ["colour": "red"]))
        let blue = try kubectl.file("blue.json", Samples.gizmo("a", ["colour": "blue"]))

        #expect(try await kubectl("apply", "-f", red).output == "gizmo.test.example/a created\n")
        #expect(try await kubectl("apply", "-f", red).output == "gizmo.test.example/a unchanged\n")
        let difference = try await kubectl("diff", "-f", blue)
        #expect(difference.code == 1)
        #expect(difference.output.contains("+  colour: blue"))
        #expect(try await kubectl("apply", "-f", blue).output == "gizmo.test.example/a configured\n")
        #expect(try await kubectl("apply", "--server-side", "--force-conflicts", "-f", blue).code == 0)
        #expect(try await kubectl("get", "toys", "-o", "name").output == "gizmo.test.example/a\n")
        #expect(try await kubectl("get", "gz").output.hasPrefix("NAME   COLOUR   READY\na      blue"))
        #expect(try await kubectl("get", "gz", "a", "-o", "yaml").output.contains("colour: blue"))
        #expect(try await kubectl("explain", "gizmo.spec.colour").output.contains("What it looks like."))
        #expect(try await kubectl("describe", "gizmo", "a").output.contains("Colour:"))
        #expect(try await kubectl("label", "gizmo", "a", "x=y").code == 0)
        #expect(try await kubectl("annotate", "gizmo", "a", "x=y").code == 0)
        #expect(
            try await kubectl("patch", "gizmo", "a", "--type=merge", "-p", #"{"spec":{"note":"n"}}"#).code
                == 0)
        #expect(try await kubectl("scale", "gizmo", "a", "--replicas=4").code == 0)
        #expect(try server.get("gizmos.test.example", name: "a")?.at("spec", "replicas") == 4)
        #expect(try await kubectl("auth", "can-i", "create", "gizmos").output.contains("yes"))
        #expect(try await kubectl("create", "namespace", "team").code == 0)
        #expect(try await kubectl("delete", "namespace", "team").code == 0)
        #expect(try await kubectl("api-resources").output.contains("gizmos"))
        #expect(try await kubectl("delete", "gizmo", "a").code == 0)
        #expect(try server.list("gizmos.test.example").isEmpty)
        await server.stop()
    }

    @Test func waitingEndsWithTheConditionAndDeletingWithTheFinalizer() async throws {
        let server = try await Samples.server()
        let kubectl = try Kubectl(server)
        defer { kubectl.clear() }
        try server.create("gizmos.test.example", Samples.gizmo("a").finalized(["test.example/hold"]))
        async let waited = kubectl("wait", "--for=condition=Ready", "--timeout=60s", "gizmo/a")
        await server.requestLog.wait { $0.verb == "watch" && $0.resource == "gizmos" && $0.status == 200 }
        try server.apply(
            "gizmos.test.example", Samples.status("a", [("Ready", "True")]), subresource: "status")
        #expect(try await waited.output.contains("condition met"))
        server.requestLog.clear()
        async let deleted = kubectl("delete", "gizmo", "a")
        await server.requestLog.wait { $0.verb == "watch" && $0.resource == "gizmos" && $0.status == 200 }
        try server.update("gizmos.test.example", name: "a") { $0 = $0.finalized([]) }
        #expect(try await deleted.code == 0)
        await server.stop()
    }

    @Test func eventsAreSeenThroughTheCoreGroup() async throws {
        let server = try await Samples.server()
        let kubectl = try Kubectl(server)
        defer { kubectl.clear() }
        try server.create(
            "events.events.k8s.io",
            [
                "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": ["name": "a.1"],
                "eventTime": "2026-01-01T00:00:00.000000Z", "reportingController": "test.example/c",
                "reportingInstance": "c-1", "action": "Reconcile", "reason": "Painted", "type": "Normal",
                "note": "It is red now.",
                "regarding": [
                    "apiVersion": "test.example/v1", "kind": "Gizmo", "name": "a", "namespace": "default",
                ],
            ] as Value)
        #expect(try await kubectl("get", "events").output.contains("It is red now."))
        await server.stop()
    }
}

/// Runs kubectl with a kubeconfig and a cache of its own.
struct Kubectl {
    private static let places = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"]
    private static var program: String? { places.first(where: FileManager.default.isExecutableFile) }
    static var isPossible: Bool { program != nil }

    private let folder: URL

    init(_ server: TestAPIServer) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kubectl-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try server.kubeconfig().write(
            to: folder.appendingPathComponent("config"), atomically: true, encoding: .utf8)
    }

    func clear() { try? FileManager.default.removeItem(at: folder) }

    func file(_ name: String, _ value: Value) throws -> String {
        let place = folder.appendingPathComponent(name)
        try Data(value.canonicalJSON()).write(to: place)
        return place.path
    }

    func callAsFunction(_ arguments: String...) async throws -> (code: Int32, output: String) {
        let request = ProcessRequest(
            executable: Self.program ?? "", arguments: arguments,
            environment: [
                "KUBECONFIG": folder.appendingPathComponent("config").path, "HOME": folder.path,
                "PATH": "/usr/local/bin:/usr/bin:/bin",
            ], output: .capture(limit: 1 << 20))
        let result = try await runProcess(request, timeout: .seconds(60))
        guard case .exited(let code) = result.exit else { return (-1, "\(result.exit)") }
        return (Int32(code), String(decoding: result.standardOutput, as: UTF8.self))
    }
}

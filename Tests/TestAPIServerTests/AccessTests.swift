import Foundation
import Processes
import Resources
import TestAPIServer
import Testing

/// Credentials, roles and TLS.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Conversation.isPossible)) struct AccessTests {
    private func talk(_ server: TestAPIServer, as user: String) -> Conversation {
        Conversation(server, ["-H", "Authorization: Bearer \(server.token(for: user))"])
    }

    private func bind(_ server: TestAPIServer, _ rules: Value, to user: String) throws {
        let group = "rbac.authorization.k8s.io"
        try server.create(
            "roles.\(group)",
            ["apiVersion": .string("\(group)/v1"), "kind": "Role", "metadata": ["name": "r"], "rules": rules]
                as Value)
        try server.create(
            "rolebindings.\(group)",
            [
                "apiVersion": .string("\(group)/v1"), "kind": "RoleBinding", "metadata": ["name": "b"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"],
                "subjects": [["kind": "User", "name": .string(user)]],
            ] as Value)
    }

    @Test func aRoleGrantsWhatItNamesAndNoMore() async throws {
        let server = try await Samples.server { $0.rbac = true }
        try server.create("gizmos.test.example", Samples.gizmo("a"))
        try server.create("gizmos.test.example", Samples.gizmo("b"))
        try bind(
            server,
            [
                [
                    "apiGroups": ["test.example"], "resources": ["gizmos"], "verbs": ["get"],
                    "resourceNames": ["a"],
                ],
                ["apiGroups": ["test.example"], "resources": ["gizmos/status"], "verbs": ["patch"]],
            ], to: "alice")
        let alice = talk(server, as: "alice")
        #expect(try await alice.ask("GET", "\(Samples.path)/a").status == 200)
        let refused = try await alice.ask("GET", "\(Samples.path)/b")
        #expect(refused.status == 403)
        #expect(refused.json["reason"] == "Forbidden")
        #expect(try await alice.ask("GET", Samples.path).status == 403)
        #expect(try await alice.ask("PATCH", "\(Samples.path)/a", [:], type: Samples.merge).status == 403)
        let status: Value = ["status": ["replicas": 2]]
        #expect(
            try await alice.ask("PATCH", "\(Samples.path)/a/status", status, type: Samples.merge).status
                == 200)
        #expect(try await alice.ask("GET", "/apis/absent.example/v1/things").status == 403)
        await server.stop()
    }

    @Test func unknownTokensAreUnauthorizedAndAnonymousRequestsForbidden() async throws {
        let server = try await Samples.server { $0.rbac = true }
        let nobody = Conversation(server, ["-H", "Authorization: Bearer wrong"])
        #expect(try await nobody.ask("GET", Samples.path).status == 401)
        #expect(try await Conversation(server).ask("GET", Samples.path).status == 403)
        let token = server.token(for: "admin", groups: ["system:masters"])
        let admin = Conversation(server, ["-H", "Authorization: Bearer \(token)"])
        #expect(try await admin.ask("GET", Samples.path).status == 200)
        server.revoke(token: token)
        #expect(try await admin.ask("GET", Samples.path).status == 401)
        await server.stop()
    }

    @Test func tlsShowsCertificatesAndKnowsClientsByTheirs() async throws {
        let server = try await Samples.server {
            $0.tls = true
            $0.rbac = true
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apiserver-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = { (name: String, text: String) in
            let place = folder.appendingPathComponent(name)
            try text.write(to: place, atomically: true, encoding: .utf8)
            return place.path
        }
        let authority = try file("ca.pem", server.caPEM ?? "")
        let second = try file("second.pem", server.secondCAPEM)
        let certificate = try file("admin.pem", ClientIdentity.administrator.certificatePEM)
        let key = try file("admin.key", ClientIdentity.administrator.keyPEM)
        let anonymous = Conversation(server, ["--cacert", authority])
        #expect(try await anonymous.ask("GET", Samples.path).status == 403)
        let admin = Conversation(server, ["--cacert", authority, "--cert", certificate, "--key", key])
        #expect(try await admin.ask("GET", Samples.path).status == 200)
        let plain = Conversation(server, ["--http1.1"] + admin.options)
        #expect(try await plain.ask("GET", Samples.path).status == 200)
        for identity in [ServerIdentity.second, .expired, .elsewhere] {
            try server.show(identity)
            #expect(try await admin.ask("GET", Samples.path).curlExit == .exited(60), "\(identity)")
        }
        try server.show(.second)
        let rotated = Conversation(server, ["--cacert", second, "--cert", certificate, "--key", key])
        #expect(try await rotated.ask("GET", Samples.path).status == 200)
        await server.stop()
    }
}

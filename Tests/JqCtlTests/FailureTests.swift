import Foundation
import Resources
import TestAPIServer
import Testing

/// What is said when the cluster cannot be asked.
@Suite(.timeLimit(.minutes(5))) struct FailureTests {
    @Test func noWayToACluster() async throws {
        let nowhere = try await jqctl("get queues --kubernetes", ["KUBECONFIG": "", "HOME": "/nonexistent"])
        #expect(nowhere.status == 1)
        #expect(nowhere.error.contains("there is no kubeconfig file; name one with KUBECONFIG"))
        let misplaced = try await jqctl("get queues --context x")
        #expect(misplaced.status == 64)
        #expect(misplaced.error.contains("go with --kubernetes"))
    }

    @Test func unknownContextAndUnreachableServer() async throws {
        let cluster = try await CtlCluster()
        let unknown = try await cluster.ctl("get queues --context nix")
        #expect(unknown.error.contains("there is no context \"nix\"; there are: test"))
        try cluster.write(queueAndJob)
        await cluster.api.stop()
        let away = try await cluster.ctl("diff -f m")
        #expect(away.status == 2)
        let place = "the cluster at \(cluster.api.url) (context test)"
        #expect(away.error.hasPrefix("error: cannot reach \(place): "))
    }

    @Test func credentialsThatAreRefused() async throws {
        let cluster = try await CtlCluster(user: "alice")
        cluster.api.revoke(token: cluster.api.token(for: "alice"))
        let refused = try await cluster.ctl("get queues")
        #expect(refused.status == 1)
        #expect(refused.error.contains("does not accept the credentials; log in again"))
        await cluster.api.stop()
    }

    @Test func missingRightIsNamed() async throws {
        let cluster = try await CtlCluster(user: "alice") { $0.rbac = true }
        let refused = try await cluster.ctl("get queues")
        #expect(refused.status == 1)
        #expect(refused.error.contains("User \"alice\" cannot list resource \"queues\""))
        #expect(refused.error.contains("a Role has to allow the verb list on queues of jq.dev"))
        await cluster.api.stop()
    }

    @Test func missingDefinitions() async throws {
        let cluster = try await CtlCluster { $0.definitions = [] }
        let refused = try await cluster.ctl("get queues")
        #expect(refused.status == 1)
        #expect(refused.error.contains("install them: jq-ctl crds | kubectl apply -f -"))
        await cluster.api.stop()
    }

    /// Errors of manifests are found before the cluster is asked.
    @Test func badManifestIsToldAsEver() async throws {
        let cluster = try await CtlCluster()
        try cluster.write(queueAndJob.replacing("maxRetries", with: "maxRetrys"))
        let bad = try await cluster.ctl("diff -f m")
        #expect(bad.status == 2)
        #expect(bad.error.contains("unknown field \"maxRetrys\""))
        #expect(bad.error.contains("at m/all.yaml:12:3"))
        #expect(cluster.api.requestLog.requests.isEmpty)
        await cluster.api.stop()
    }
}

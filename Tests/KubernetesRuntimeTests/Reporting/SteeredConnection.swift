import KubernetesClient
import KubernetesProtocol
import Synchronization

/// A connection whose next requests a test can refuse, before they reach the API server.
final class SteeredConnection: ClusterConnection {
    private let base: any ClusterConnection
    private let refusals = Mutex<[APIStatus]>([])

    init(_ base: any ClusterConnection) { self.base = base }

    func refuseNext(_ status: APIStatus) { refusals.withLock { $0.append(status) } }

    func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
        if let status = refusals.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw .status(status) }
        return try await base.send(request)
    }

    func watch(
        _ request: APIRequest, idleTimeout: Duration
    ) async throws(KubernetesError) -> any WatchStream {
        try await base.watch(request, idleTimeout: idleTimeout)
    }
}

public import KubernetesClient
public import KubernetesProtocol
internal import Metrics

/// Counts what goes to the API server, under the names that client-go uses: `rest_client_requests_total{method,code}`
/// and `rest_client_request_duration_seconds{method}`. A watch counts when it is accepted.
public struct MeteredConnection: ClusterConnection {
    private let connection: any ClusterConnection

    /// Counts what goes through `connection`.
    public init(_ connection: any ClusterConnection) { self.connection = connection }

    /// As the connection itself.
    public func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
        let begin = ContinuousClock.now
        do {
            let response = try await connection.send(request)
            note(request.method.rawValue, String(response.status), since: begin)
            return response
        } catch {
            note(request.method.rawValue, code(error), since: begin)
            throw error
        }
    }

    /// As the connection itself.
    public func watch(
        _ request: APIRequest, idleTimeout: Duration
    ) async throws(KubernetesError) -> any WatchStream {
        let begin = ContinuousClock.now
        do {
            let stream = try await connection.watch(request, idleTimeout: idleTimeout)
            note("WATCH", "200", since: begin)
            return stream
        } catch {
            note("WATCH", code(error), since: begin)
            throw error
        }
    }

    private func note(_ method: String, _ code: String, since begin: ContinuousClock.Instant) {
        Counter(label: "rest_client_requests_total", dimensions: [("method", method), ("code", code)])
            .increment()
        Timer(label: "rest_client_request_duration_seconds", dimensions: [("method", method)])
            .record(duration: begin.duration(to: .now))
    }

    private func code(_ error: KubernetesError) -> String {
        switch error {
        case .status(let status): String(status.code)
        case .transport, .credentials, .malformed: "<error>"
        case .cancelled: "<cancelled>"
        }
    }
}

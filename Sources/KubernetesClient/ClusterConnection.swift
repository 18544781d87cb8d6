public import KubernetesProtocol

/// A way to the API server. ``KubernetesClient`` is one; tests put their own around it.
public protocol ClusterConnection: Sendable {
    /// Sends a request and waits for its answer.
    ///
    /// - Returns: The answer, always with a status of 2xx.
    /// - Throws: ``KubernetesError``; `status` for every other answer of the server.
    func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse

    /// Begins to follow a collection. Returns when the server has accepted the watch.
    ///
    /// - Parameters:
    ///   - request: A watch, such as `APIRequest.watch` makes.
    ///   - idleTimeout: The longest silence, from the last byte on. The server's own timeout plus 5 s is a good
    ///     choice: a healthy watch ends before it.
    /// - Throws: ``KubernetesError``; `status` when the server did not accept the watch.
    func watch(
        _ request: APIRequest, idleTimeout: Duration
    ) async throws(KubernetesError) -> any WatchStream
}

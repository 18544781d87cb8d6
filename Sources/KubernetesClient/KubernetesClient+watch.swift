internal import Curl
public import KubernetesProtocol

extension KubernetesClient {
    /// Begins to follow a collection, on a connection of its own. Returns when the server has accepted it.
    ///
    /// Nothing is repeated but a call that the server answered with 401: who follows knows from where to go on,
    /// and how long to wait.
    ///
    /// - Parameters:
    ///   - request: A watch, such as `APIRequest.watch` makes.
    ///   - idleTimeout: The longest silence, from the last byte on.
    /// - Throws: ``KubernetesError``; `status` when the server did not accept the watch.
    public func watch(
        _ request: APIRequest, idleTimeout: Duration
    ) async throws(KubernetesError) -> any WatchStream {
        var credentials = try await credentials.current()
        var mayRefresh = true
        while true {
            let (head, refusal, watch) = try await begin(builder.watch(request, credentials), idleTimeout)
            if let watch { return watch }
            guard head.status == 401, mayRefresh, let fresh = try await self.credentials.rejected(credentials)
            else { throw .status(APIStatus(head, body: refusal)) }
            mayRefresh = false
            credentials = fresh
        }
    }

    /// The head of the answer with the watch, or with the body when it is a refusal.
    private func begin(
        _ call: HTTPRequest, _ idleTimeout: Duration
    ) async throws(KubernetesError) -> (HTTPHead, refusal: [UInt8], LineWatch?) {
        do throws(HTTPError) {
            let framing = HTTPStream.Framing.lines(limit: HTTPStream.Framing.defaultLineLimit)
            let stream = try await watches.stream(call, framing: framing, idleTimeout: idleTimeout)
            warnings.take(WarningField.texts(in: stream.head.headers.all("warning")))
            if stream.head.isSuccess { return (stream.head, [], LineWatch(stream)) }
            return (stream.head, try await stream.collect(limit: Self.refusalLimit), nil)
        } catch {
            throw KubernetesError(error, isRead: true)
        }
    }
}

internal import Curl
public import KubernetesProtocol
internal import Logging

extension KubernetesClient {
    /// Sends a request and waits for its answer.
    ///
    /// A read that loses its connection is repeated at once, up to three times; a write is not, unless nothing
    /// of it can have left. An answer of 429 or from 500 on that carries `Retry-After` is waited out, up to ten
    /// times and a minute in all. A 401 is answered once with fresh credentials, if there are any.
    ///
    /// - Returns: The answer, always with a status of 2xx.
    /// - Throws: ``KubernetesError``; `status` for every other answer of the server.
    public func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
        var attempts = Attempts(isRead: request.isRead)
        var credentials = try await credentials.current()
        var mayRefresh = true
        while true {
            let response: HTTPResponse
            do throws(HTTPError) {
                response = try await requests.send(builder.call(request, credentials))
            } catch {
                guard attempts.mayRepeat(after: error) else {
                    throw KubernetesError(error, isRead: request.isRead)
                }
                continue
            }
            let warned = WarningField.texts(in: response.head.headers.all("warning"))
            warnings.take(warned)
            if response.head.isSuccess {
                return APIResponse(status: response.head.status, body: response.body, warnings: warned)
            }
            if response.head.status == 401, mayRefresh {
                mayRefresh = false
                if let fresh = try await self.credentials.rejected(credentials) {
                    credentials = fresh
                    continue
                }
            }
            let status = APIStatus(response.head, body: response.body)
            guard let wait = attempts.wait(after: response.head, random: .random(in: 0...1)) else {
                throw .status(status)
            }
            logger.debug(
                "waiting as the API server asks", metadata: ["wait": "\(wait)", "status": "\(status)"])
            do { try await Task.sleep(for: wait) } catch { throw .cancelled }
        }
    }
}

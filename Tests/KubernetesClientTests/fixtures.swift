import KubernetesClient
import KubernetesProtocol
import Logging
import TestSockets
import Testing

/// A client of a server on this machine, with short limits.
func makeClient(
    _ server: RawServer, _ change: (inout ClusterConfiguration) -> Void = { _ in },
    onWarning: (@Sendable (String) -> Void)? = nil
) -> KubernetesClient {
    var configuration = ClusterConfiguration(name: "test", serverURL: server.url)
    change(&configuration)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return KubernetesClient(configuration, userAgent: "jq-test/1", logger: logger, onWarning: onWarning)
}

/// The error of `body`, which must fail.
func failure<T>(
    location: SourceLocation = #_sourceLocation, _ body: () async throws -> T
) async -> KubernetesError? {
    do {
        _ = try await body()
        Issue.record("it did not fail", sourceLocation: location)
        return nil
    } catch {
        guard let error = error as? KubernetesError else {
            Issue.record("\(error)", sourceLocation: location)
            return nil
        }
        return error
    }
}

extension KubernetesError? {
    /// Whether it is a transport error, and whether the outcome is unknown then.
    var outcomeUnknown: Bool? {
        guard case .transport(_, let isUnknown) = self else { return nil }
        return isUnknown
    }

    var isMalformed: Bool {
        guard case .malformed = self else { return false }
        return true
    }

    var credentialProblem: String? {
        guard case .credentials(let message) = self else { return nil }
        return message
    }
}

let readQueue = APIRequest.get(.queues, key: ObjectKey(namespace: "default", name: "emails"))

/// A text `Status` as the API server writes it.
func statusJSON(_ code: Int, _ reason: String, details: String = "{}") -> String {
    #"{"kind":"Status","apiVersion":"v1","status":"Failure","code":\#(code),"reason":"\#(reason)","#
        + #""message":"told \#(reason)","details":\#(details)}"#
}

/// A queue as the API server writes it.
func queueJSON(_ name: String, version: Int) -> String {
    #"{"apiVersion":"jq.dev/v1alpha1","kind":"Queue","metadata":{"name":"\#(name)","namespace":"default","#
        + #""resourceVersion":"\#(version)"},"spec":{"maxRetries":3}}"#
}

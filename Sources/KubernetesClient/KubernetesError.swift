internal import Curl
public import KubernetesProtocol

/// Why a call to the API server brought nothing.
public enum KubernetesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The server answered, and the answer is not a success.
    case status(APIStatus)
    /// No answer came through: name, connection, TLS or time. `outcomeUnknown` when the server may have
    /// carried out a write all the same.
    case transport(String, outcomeUnknown: Bool)
    /// There are no credentials to call with, or they cannot be read.
    case credentials(String)
    /// The server's answer cannot be understood.
    case malformed(String)
    /// The task was cancelled, or the client was shut down.
    case cancelled

    /// What failed, and where.
    public var description: String {
        switch self {
        case .status(let status): status.description
        case .transport(let message, let outcomeUnknown):
            outcomeUnknown ? "\(message) (the server may have carried out the request)" : message
        case .credentials(let message): message
        case .malformed(let message): message
        case .cancelled: "cancelled"
        }
    }

    /// The server's status, if it is that.
    public var status: APIStatus? {
        guard case .status(let status) = self else { return nil }
        return status
    }
}

extension KubernetesError {
    init(_ error: HTTPError, isRead: Bool) {
        switch error.kind {
        case .cancelled, .shutDown: self = .cancelled
        case .malformedResponse, .tooLarge: self = .malformed(error.message)
        default:
            self = .transport(error.message, outcomeUnknown: error.mayHaveReachedServer && !isRead)
        }
    }
}

/// Why a request of a reflector failed.
public enum ReflectorFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The API server said so.
    case status(APIStatus)
    /// There was no answer: the connection was refused, lost or silent, or there were no credentials.
    case transport(String)
    /// The answer was not what it should be.
    case malformed(String)

    /// One line for people.
    public var description: String {
        switch self {
        case .status(let status): status.description
        case .transport(let text): text
        case .malformed(let text): "the API server's answer makes no sense: \(text)"
        }
    }

    /// The server's status, if it gave one.
    public var status: APIStatus? {
        guard case .status(let status) = self else { return nil }
        return status
    }
}

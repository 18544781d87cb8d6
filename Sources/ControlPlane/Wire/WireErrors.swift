public import GRPCCore
import Lifecycle
public import PostgresStore

extension StoreError: RPCErrorConvertible {
    /// The gRPC status of the same meaning; only `unavailable` is worth a repetition.
    public var rpcErrorCode: RPCError.Code {
        switch code {
        case .notFound: .notFound
        case .alreadyExists: .alreadyExists
        case .failedPrecondition: .failedPrecondition
        case .invalidArgument: .invalidArgument
        case .unavailable: .unavailable
        case .internal: .internalError
        }
    }

    /// What went wrong and what to do, as the store says it.
    public var rpcErrorMessage: String { message }
}

/// The id in a request, or INVALID_ARGUMENT that names the field.
func parseID(_ text: String, field: String) throws(RPCError) -> JobID {
    guard let id = JobID(text) else {
        throw RPCError(code: .invalidArgument, message: "\(field) \"\(text)\" is not a UUID")
    }
    return id
}

func invalid(_ message: String) -> RPCError { RPCError(code: .invalidArgument, message: message) }

func notFound(_ message: String) -> RPCError { RPCError(code: .notFound, message: message) }

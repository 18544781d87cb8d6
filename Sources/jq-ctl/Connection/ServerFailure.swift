import GRPCCore
import Release
import Resources

/// How a call failed, sorted by what can be done about it.
struct ServerFailure: Error {
    /// What happened to the way to the server.
    enum Trouble: Sendable {
        /// No connection came about; the server has not seen the call.
        case unreachable(String)
        /// The connection ended during the call; the server may have acted on it.
        case lost(String)
    }

    let code: RPCError.Code
    /// The server's own words; empty when it did not get to say something.
    let message: String
    /// Nil when the server answered.
    let trouble: Trouble?

    init(_ error: any Error) {
        guard let error = error as? RPCError else {
            code = .unknown
            message = "\(error)"
            trouble = nil
            return
        }
        code = error.code
        message = error.message
        if code != .unavailable {
            trouble = nil
        } else if neverSentMessages.contains(where: { error.message.contains($0) }) {
            trouble = .unreachable(rootCause(of: error))
        } else if error.cause != nil || lostMessages.contains(where: { error.message.contains($0) }) {
            trouble = .lost(rootCause(of: error))
        } else {
            trouble = nil
        }
    }

    /// Another attempt may succeed.
    var isAway: Bool { code == .unavailable }

    /// The server has not seen the call, so that even one with side effects can be repeated.
    var neverSent: Bool {
        if case .unreachable = trouble { true } else { false }
    }

    /// The line that ends the command.
    func commandFailure(address: ServerAddress, timeout: Duration, isEncrypted: Bool) -> CommandFailure {
        switch trouble {
        case .unreachable(let reason):
            return CommandFailure(
                "cannot reach jq-server at \(address): \(reason); \(hint(for: reason, isEncrypted))")
        case .lost(let reason):
            return CommandFailure(
                "lost jq-server at \(address) during the call: \(reason); look before you repeat it")
        case nil:
            return CommandFailure(answer(from: address, timeout: timeout), isNotFound: code == .notFound)
        }
    }

    private func hint(for reason: String, _ isEncrypted: Bool) -> String {
        switch reason {
        case Reason.closed where !isEncrypted: "does it want TLS? give --tls or --tls-ca"
        case Reason.closed: "does it want a client certificate? give --tls-cert and --tls-key"
        case Reason.certificate: "is the right authority in --tls-ca, and the right name in --server-addr?"
        case Reason.plaintext: "leave out the --tls options, or use its TLS port"
        case Reason.otherProtocol: "--server-addr names the gRPC port (usually \(ServerAddress.defaultPort))"
        default: "is it running? set --server-addr or JQ_SERVER_ADDR"
        }
    }

    private func answer(from address: ServerAddress, timeout: Duration) -> String {
        let said = message.onOneLine
        switch code {
        case .deadlineExceeded:
            return "no answer from jq-server at \(address) within \(timeout.manifestText); "
                + "raise the time limit, or see `jq-ctl system status`"
        case .unauthenticated:
            return "\(said.isEmpty ? "not authenticated" : said); give --token or set JQ_TOKEN"
        case .permissionDenied where said.isEmpty:
            return "permission denied; the token does not allow this"
        case .unimplemented:
            return "jq-server at \(address) does not know this call; "
                + "is it older than jq-ctl \(releaseVersion)? see `jq-ctl version`"
        case .unavailable:
            return "jq-server at \(address) is not available: \(said)"
        case .internalError, .unknown, .dataLoss:
            return "jq-server at \(address) failed: \(said); its log says more"
        default:
            return said.isEmpty ? "jq-server at \(address) answered: \(code)" : said
        }
    }
}

/// Reasons that have their own advice.
private enum Reason {
    static let closed = "the connection was closed"
    static let certificate = "its certificate is not trusted or not for this name"
    static let plaintext = "it does not speak TLS"
    static let otherProtocol = "it does not speak gRPC"
}

// The transport tells its own failures from the server's answers only by their words.

/// The call found no connection.
private let neverSentMessages = [
    "transient failure", "isn't ready", "is shutdown", "is closed", "resolve server name",
]

/// The call was on its way when the connection ended.
private let lostMessages = [
    "is unavailable", "connection closed", "unexpectedly closed", "dropped", "stream closed",
]

/// The innermost reason in an error's chain of causes, in plain words.
func rootCause(of error: any Error) -> String {
    var innermost = error
    while let cause = (innermost as? RPCError)?.cause ?? (innermost as? RuntimeError)?.cause {
        innermost = cause
    }
    let text = (innermost as? RPCError)?.message ?? "\(innermost)"
    for (sign, words) in plainReasons where text.contains(sign) { return words }
    return text.onOneLine.shortened(to: 200)
}

/// What the transport's errors contain, and how to say it; the first that fits.
private let plainReasons = [
    ("errno: 111)", "connection refused"), ("errno: 110)", "connection timed out"),
    ("errno: 113)", "no route to the host"), ("errno: 101)", "network is unreachable"),
    ("errno: 104)", Reason.closed), ("connectTimeout", "connection timed out"),
    ("CERTIFICATE_VERIFY_FAILED", Reason.certificate), ("unableToValidateCertificate", Reason.certificate),
    ("WRONG_VERSION_NUMBER", Reason.plaintext), ("UnableToParseFrame", Reason.otherProtocol),
    ("failedToLoadCertificate", "no certificate in PEM form"),
    ("failedToLoadPrivateKey", "no key in PEM form"),
    ("closed", Reason.closed), ("EOF", Reason.closed), ("uncleanShutdown", Reason.closed),
]

/// Why a call failed. Its description never holds keys, values or passwords, only what the server said.
public struct RedisError: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public enum Kind: Hashable, Sendable {
        /// The server refused the command; its code, such as `WRONGTYPE`.
        case server(code: String)
        /// No connection, or it broke.
        case connectionLoss
        /// No answer in time.
        case timeout
        /// The calling task was cancelled.
        case cancelled
        /// The call itself cannot be carried out: the client is shut down or has too much under way, the URL
        /// cannot be read.
        case refused
        /// What came is not the Redis protocol, or an answer is larger than allowed.
        case protocolViolation
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// What happened, in one line.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// The name of the command, such as `SET`.
    public var command: String?
    /// The command was sent and no answer came: it may or may not have been carried out.
    public var outcomeUnknown: Bool

    init(
        _ kind: Kind, _ message: String, hint: String? = nil, command: String? = nil,
        outcomeUnknown: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.command = command
        self.outcomeUnknown = outcomeUnknown
    }

    /// The server refused this command.
    public init(_ refusal: RedisRefusal, command: String?) {
        self.init(.server(code: refusal.code), refusal.message, command: command)
    }

    /// The server answered, so it is alive, whatever it thinks of the command.
    public var isAnswer: Bool {
        if case .server = kind { true } else { false }
    }

    /// The same failure, said of one of the calls that it hit.
    func about(_ command: String?, outcomeUnknown: Bool = false) -> RedisError {
        var error = self
        error.command = command
        error.outcomeUnknown = outcomeUnknown
        return error
    }
}

extension RedisError: CustomStringConvertible {
    /// What happened, to which command, and what to do.
    public var description: String {
        var text = message
        // Without a connection it would have hit any other, too.
        if let command, kind != .connectionLoss || outcomeUnknown { text = "\(command): " + text }
        if outcomeUnknown { text += "; it may or may not have been carried out" }
        if let hint { text += "; \(hint)" }
        return text
    }
}

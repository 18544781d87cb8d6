internal import LinuxReactor

/// One caller's commands, sent together, and who waits for the answers.
///
/// Unchecked, because everything that changes belongs to the reactor's thread, where the caller's continuation,
/// its cancellation and the connection meet.
final class Call: @unchecked Sendable {
    typealias Answer = Result<[RedisValue], RedisError>

    /// Cancellation may arrive before the caller waits, hence three states and not two.
    private enum Caller {
        case absent
        case waiting(@Sendable (Answer) -> Void)
        case gone
    }

    let bytes: [UInt8]
    let count: Int
    /// The first command's, for errors.
    let name: String?
    let timeout: Duration
    var timer: Reactor.Timer?
    /// Nil: not sent yet.
    var sentAt: ContinuousClock.Instant?
    /// The caller has its answer already; what the server says is read and dropped.
    private(set) var isAbandoned = false
    private var replies: [RedisValue] = []
    private var received = 0
    private var caller = Caller.absent

    init(_ commands: [RedisCommand], timeout: Duration) {
        bytes = commands.count == 1 ? commands[0].bytes : commands.flatMap(\.bytes)
        count = commands.count
        name = commands.first?.name
        self.timeout = timeout
    }

    /// False when the caller was cancelled before: it has been told so, and nothing is to be sent.
    func begin(_ reply: @escaping @Sendable (Answer) -> Void) -> Bool {
        if case .gone = caller {
            reply(.failure(.cancelled(name, outcomeUnknown: false)))
            return false
        }
        caller = .waiting(reply)
        return true
    }

    /// Takes an answer of the server; true when it was the last.
    func take(_ value: RedisValue) -> Bool {
        received += 1
        if !isAbandoned { replies.append(value) }
        guard received == count else { return false }
        answer(.success(replies))
        return true
    }

    /// Gives the caller its answer. Only the first one counts.
    func answer(_ answer: Answer) {
        timer?.cancel()
        timer = nil
        guard case .waiting(let reply) = caller else { return }
        caller = .gone
        reply(answer)
    }

    /// The caller gets this now, whatever the server is doing.
    func abandon(_ error: RedisError) {
        isAbandoned = true
        replies = []
        answer(.failure(error.about(name, outcomeUnknown: sentAt != nil)))
        caller = .gone
    }
}

extension RedisError {
    static func cancelled(_ command: String?, outcomeUnknown: Bool) -> RedisError {
        RedisError(.cancelled, "cancelled by its caller", command: command, outcomeUnknown: outcomeUnknown)
    }

    static let tooLate = RedisError(.timeout, "Redis did not answer in time")
    static let shutDown = RedisError(.refused, "the client is shut down")
}

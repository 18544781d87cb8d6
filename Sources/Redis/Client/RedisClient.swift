public import LinuxReactor
internal import Synchronization

/// One connection to a Redis server that many callers share, opened when needed and opened again when it breaks.
///
/// Commands of all callers are pipelined: they do not wait for each other's answers, and those of one turn of the
/// reactor travel in one packet. When a caller is cancelled or its time is over, it gets its error at once, its late
/// answer is dropped, and its neighbours keep theirs. After a failure every call fails at once until the connection
/// is back, so nobody waits for a server that is known to be away.
public final class RedisClient: Sendable {
    /// Beyond so many scripts the digests are forgotten and learnt again.
    private static let maxDigests = 256

    let core: ClientCore
    /// By the script's text. A digest follows from the text, so it outlives a connection.
    private let digests = Mutex<[String: String]>([:])

    /// A client that connects with its first command.
    public init(_ configuration: RedisConfiguration, reactor: Reactor) {
        core = ClientCore(configuration, reactor: reactor)
    }

    deinit {
        core.enter { $0.shutDown() }
    }

    /// Where the server is, without user and password.
    public var place: String { core.configuration.url.description }

    /// Opens the connection before it is needed; returns at once.
    public func warmUp() { core.enter { $0.warmUp() } }

    /// Runs one command.
    /// - Parameter timeout: how long to wait; the configuration's command timeout if nil.
    /// - Throws: also when the server refuses the command.
    public func perform(
        _ command: RedisCommand, timeout: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        let value = try await perform([command], timeout: timeout)[0]
        if case .error(let refusal) = value { throw RedisError(refusal, command: command.name) }
        return value
    }

    /// Runs several commands that travel together. Others' commands may not come between them on the way, but the
    /// server may run others' between them.
    /// - Returns: an answer for each, in order; a refused command's is `.error`.
    public func perform(
        _ commands: [RedisCommand], timeout: Duration? = nil
    ) async throws(RedisError) -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        return try await core.answer(Call(commands, timeout: timeout ?? core.configuration.commandTimeout))
    }

    /// Runs a script as one step of the server: by its digest, which is learnt with the first call, and by its text
    /// when the server has forgotten it (a restart, a failover, SCRIPT FLUSH).
    public func run(
        _ script: RedisScript, keys: [String], arguments: [RedisArgument] = [], timeout: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        let rest = [RedisArgument(keys.count)] + keys.map { RedisArgument($0) } + arguments
        let whole = RedisCommand("EVAL", [RedisArgument(script.text)] + rest)
        guard let digest = digests.withLock({ $0[script.text] }) else {
            let answers = try await perform(
                [RedisCommand("SCRIPT", "LOAD", RedisArgument(script.text)), whole], timeout: timeout)
            if let digest = answers[0].text { remember(digest, of: script) }
            return try Self.unwrap(answers[1], of: script)
        }
        let answer = try await perform(
            [RedisCommand("EVALSHA", [RedisArgument(digest)] + rest)], timeout: timeout)[0]
        if case .error(let refusal) = answer, refusal.code == "NOSCRIPT" {
            return try Self.unwrap(await perform([whole], timeout: timeout)[0], of: script)
        }
        return try Self.unwrap(answer, of: script)
    }

    /// What is published on these channels, over a connection of its own that is renewed when it breaks. Iterate over
    /// it once.
    public func messages(on channels: [String]) -> RedisMessages {
        RedisMessages(channels, core: core)
    }

    /// Fails what is under way, ends all message sequences and closes all connections.
    public func shutdown() async {
        await core.shutDown()
    }

    private func remember(_ digest: String, of script: RedisScript) {
        digests.withLock { digests in
            if digests.count >= Self.maxDigests { digests.removeAll() }
            digests[script.text] = digest
        }
    }

    private static func unwrap(_ value: RedisValue, of script: RedisScript) throws(RedisError) -> RedisValue {
        if case .error(let refusal) = value { throw RedisError(refusal, command: script.name) }
        return value
    }
}

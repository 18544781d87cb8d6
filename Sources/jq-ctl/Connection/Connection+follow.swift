import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Synchronization

extension Connection {
    typealias Reader<Message: Sendable> = @Sendable (StreamingClientResponse<Message>) async throws -> Bool

    /// Reads a stream until `body` answers false. When the server is lost or stops, or cuts a slow reader off, the
    /// stream is opened again, at the next address if there is one. A server that has answered once is waited for;
    /// one that never did is not.
    ///
    /// - Parameters:
    ///   - open: asks for the stream from where it stands now, and gives the response to the reader.
    ///   - limit: how long one stream may last; nil is without end.
    ///   - hasEnd: the server ends the stream when it has told everything. Otherwise an end is a loss, too.
    ///   - again: before the stream is opened again.
    /// - Throws: what `body` throws, and a failure when the server refuses, or cannot be reached at the beginning.
    func follow<Message: Sendable>(
        _ open: (GRPCClient<Transport>, CallOptions, @escaping Reader<Message>) async throws -> Bool,
        limit: Duration? = nil, hasEnd: Bool = false, again: () async throws -> Void = {},
        _ body: @escaping @Sendable (Message) async throws -> Bool
    ) async throws {
        var options = CallOptions.defaults
        options.maxResponseMessageBytes = Self.maxMessageBytes
        options.timeout = limit
        var untried = addresses.count
        var losses = 0
        while true {
            let hasHeard = Atomic(false)
            do {
                let isEnough = try await open(client, options) { response in
                    for try await message in response.messages {
                        hasHeard.store(true, ordering: .relaxed)
                        self.noteAnswer()
                        if try await !body(message) { return true }
                    }
                    return false
                }
                if isEnough || hasEnd { return }
            } catch let error as RPCError {
                let failure = ServerFailure(error)
                if failure.code != .resourceExhausted {
                    untried -= 1
                    guard failure.isAway, untried > 0 || hasAnswered else { throw commandFailure(failure) }
                    useNextAddress()
                }
            }
            losses = hasHeard.load(ordering: .relaxed) ? 1 : losses + 1
            if losses == 2, hasAnswered {
                Console.note("note: lost jq-server; waiting for it (Ctrl-C ends this)")
            }
            try await Task.sleep(for: losses == 1 ? .milliseconds(100) : .seconds(1))
            try await again()
        }
    }
}

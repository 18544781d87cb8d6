import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import Synchronization

/// The way to the server for one command: one client for each address, of which one is in use, and a time
/// limit over everything that the command asks.
final class Connection: Sendable {
    typealias Transport = HTTP2ClientTransport.Posix
    typealias JobCalls = Jq_V1_JobService.Client<Transport>
    typealias ResourceCalls = Jq_V1_ResourceService.Client<Transport>
    typealias AdminCalls = Jq_V1_AdminService.Client<Transport>
    typealias DeadLetterCalls = Jq_V1_DeadLetterService.Client<Transport>

    /// Largest message in either direction; a set of manifests travels in one.
    static let maxMessageBytes = 64 << 20

    let addresses: [ServerAddress]
    let timeout: Duration
    private let isEncrypted: Bool
    private let clients: [GRPCClient<Transport>]
    private let current = Mutex(0)
    /// Whether a server has answered yet.
    private let wasReached = Mutex(false)

    /// Prepares the clients; they connect by themselves when they are first used.
    init(_ options: ConnectionOptions, timeout: Duration) throws(CommandFailure) {
        let security = try options.security()
        let interceptors = options.token.map { [BearerToken(token: $0)] } ?? []
        addresses = try ServerAddress.list(options.serverAddr)
        isEncrypted = options.isEncrypted
        self.timeout = timeout
        var config = Transport.Config.defaults
        config.http2.authority = options.tlsServerName
        config.backoff = .init(initial: .milliseconds(100), max: .seconds(2), multiplier: 2, jitter: 0.2)
        do {
            clients = try addresses.map { address in
                GRPCClient(
                    transport: try Transport(
                        target: address.target, transportSecurity: security, config: config),
                    interceptors: interceptors)
            }
        } catch {
            throw CommandFailure(
                "cannot use the certificates: \(rootCause(of: error)); check --tls-ca, --tls-cert, --tls-key")
        }
        for client in clients {
            // Not awaited: the program ends when its command has, whatever a connection is just trying.
            Task { try? await client.runConnections() }
        }
    }

    /// Calls the job service; see ``call(idempotent:_:)``.
    func jobs<T: Sendable>(
        idempotent: Bool = true, _ body: (JobCalls, CallOptions) async throws -> T
    ) async throws(CommandFailure) -> T {
        try await call(idempotent: idempotent) { try await body(JobCalls(wrapping: $0), $1) }
    }

    /// Calls the resource service; see ``call(idempotent:_:)``.
    func resources<T: Sendable>(
        idempotent: Bool = true, _ body: (ResourceCalls, CallOptions) async throws -> T
    ) async throws(CommandFailure) -> T {
        try await call(idempotent: idempotent) { try await body(ResourceCalls(wrapping: $0), $1) }
    }

    /// Calls the admin service; see ``call(idempotent:_:)``.
    func admin<T: Sendable>(
        idempotent: Bool = true, _ body: (AdminCalls, CallOptions) async throws -> T
    ) async throws(CommandFailure) -> T {
        try await call(idempotent: idempotent) { try await body(AdminCalls(wrapping: $0), $1) }
    }

    /// Calls the dead letter service; see ``call(idempotent:_:)``.
    func deadLetters<T: Sendable>(
        idempotent: Bool = true, _ body: (DeadLetterCalls, CallOptions) async throws -> T
    ) async throws(CommandFailure) -> T {
        try await call(idempotent: idempotent) { try await body(DeadLetterCalls(wrapping: $0), $1) }
    }

    /// Makes one call within the time limit. When the server is away, an idempotent call is made again, at
    /// the next address if there is one.
    private func call<T: Sendable>(
        idempotent: Bool, _ body: (GRPCClient<Transport>, CallOptions) async throws -> T
    ) async throws(CommandFailure) -> T {
        var retries = CallRetries(
            timeout: timeout, addresses: addresses.count, wasReached: wasReached.withLock { $0 })
        while true {
            let index = current.withLock { $0 }
            var options = CallOptions.defaults
            options.timeout = retries.remaining
            options.maxRequestMessageBytes = Self.maxMessageBytes
            options.maxResponseMessageBytes = Self.maxMessageBytes
            do {
                let answer = try await body(clients[index], options)
                wasReached.withLock { $0 = true }
                return answer
            } catch {
                let failure = ServerFailure(error)
                let mayRepeat = idempotent || failure.neverSent
                guard mayRepeat, failure.isAway, let wait = retries.next(after: failure) else {
                    throw commandFailure(failure)
                }
                current.withLock { $0 = (index + 1) % clients.count }
                try? await Task.sleep(for: wait)
            }
        }
    }

    /// Hands every event of a watch to `body` until it answers false; a watch has no time limit. When the
    /// server is lost, the watch begins anew: `body` gets nil and then the whole state again.
    ///
    /// - Throws: what `body` throws, and a failure when the server cannot be reached at the beginning.
    func watch(
        _ filter: Jq_V1_WatchResourcesRequest,
        _ body: @escaping @Sendable (Jq_V1_WatchEvent?) async throws -> Bool
    ) async throws {
        var untried = addresses.count
        while true {
            do {
                if try await watchOnce(filter, body) { return }
            } catch let failure as ServerFailure {
                untried -= 1
                guard failure.isAway, untried > 0 || wasReached.withLock({ $0 }) else {
                    throw commandFailure(failure)
                }
                current.withLock { $0 = ($0 + 1) % clients.count }
            }
            try await Task.sleep(for: .seconds(1))
            _ = try await body(nil)
        }
    }

    /// True when `body` has seen enough; false when the server ended the stream.
    private func watchOnce(
        _ filter: Jq_V1_WatchResourcesRequest,
        _ body: @escaping @Sendable (Jq_V1_WatchEvent) async throws -> Bool
    ) async throws -> Bool {
        var options = CallOptions.defaults
        options.maxResponseMessageBytes = Self.maxMessageBytes
        let calls = ResourceCalls(wrapping: clients[current.withLock { $0 }])
        do {
            return try await calls.watchResources(filter, options: options) { response in
                for try await event in response.messages {
                    self.wasReached.withLock { $0 = true }
                    if try await !body(event) { return true }
                }
                return false
            }
        } catch let error as RPCError {
            throw ServerFailure(error)
        }
    }

    /// Hands every message of a watch of a job to `body`, until the server ends the stream. A watch that follows
    /// has no time limit; when the server is lost it begins anew, and `body` meets again what it has seen.
    ///
    /// - Throws: what `body` throws, and a failure when the server refuses or cannot be reached.
    func watchJob(
        _ request: Jq_V1_WatchJobRequest,
        _ body: @escaping @Sendable (Jq_V1_JobUpdate) async throws -> Void
    ) async throws {
        var untried = addresses.count
        while true {
            var options = CallOptions.defaults
            options.maxResponseMessageBytes = Self.maxMessageBytes
            if !request.follow { options.timeout = timeout }
            let calls = JobCalls(wrapping: clients[current.withLock { $0 }])
            do {
                return try await calls.watchJob(request, options: options) { response in
                    for try await update in response.messages {
                        self.wasReached.withLock { $0 = true }
                        try await body(update)
                    }
                }
            } catch let error as RPCError {
                let failure = ServerFailure(error)
                untried -= 1
                guard failure.isAway, untried > 0 || wasReached.withLock({ $0 }) else {
                    throw commandFailure(failure)
                }
                current.withLock { $0 = ($0 + 1) % clients.count }
            }
            try await Task.sleep(for: untried > 0 ? .milliseconds(100) : .seconds(1))
        }
    }

    /// Hands the batches of an event stream to `body`. When the server is lost, or cuts a slow reader off, the stream
    /// goes on after the last batch, at the next address if there is one; no event is left out.
    func events(
        _ request: Jq_V1_WatchEventsRequest,
        _ body: @escaping @Sendable (Jq_V1_EventBatch) async throws -> Void
    ) async throws {
        let position = Mutex(request.afterID)
        var untried = addresses.count
        while true {
            var next = request
            next.afterID = position.withLock { $0 }
            do {
                try await eventsOnce(next) { batch in
                    try await body(batch)
                    // 0 would mean "from now on".
                    position.withLock { $0 = batch.position == 0 ? -1 : batch.position }
                }
                if !request.follow { return }
            } catch let failure as ServerFailure {
                if failure.code == .resourceExhausted { continue }
                untried -= 1
                guard failure.isAway, untried > 0 || wasReached.withLock({ $0 }) else {
                    throw commandFailure(failure)
                }
                current.withLock { $0 = ($0 + 1) % clients.count }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func eventsOnce(
        _ request: Jq_V1_WatchEventsRequest,
        _ body: @escaping @Sendable (Jq_V1_EventBatch) async throws -> Void
    ) async throws {
        var options = CallOptions.defaults
        options.maxResponseMessageBytes = Self.maxMessageBytes
        let calls = Jq_V1_EventService.Client(wrapping: clients[current.withLock { $0 }])
        do {
            try await calls.watchEvents(request, options: options) { response in
                for try await batch in response.messages {
                    self.wasReached.withLock { $0 = true }
                    try await body(batch)
                }
            }
        } catch let error as RPCError {
            throw ServerFailure(error)
        }
    }

    private func commandFailure(_ failure: ServerFailure) -> CommandFailure {
        failure.commandFailure(
            address: addresses[current.withLock { $0 }], timeout: timeout, isEncrypted: isEncrypted)
    }
}

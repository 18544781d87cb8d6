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

    /// The client of the address that is in use.
    var client: GRPCClient<Transport> { clients[current.withLock { $0 }] }

    /// Whether a server has answered yet.
    var hasAnswered: Bool { wasReached.withLock { $0 } }

    func noteAnswer() { wasReached.withLock { $0 = true } }

    func useNextAddress() { current.withLock { $0 = ($0 + 1) % clients.count } }

    func commandFailure(_ failure: ServerFailure) -> CommandFailure {
        failure.commandFailure(
            address: addresses[current.withLock { $0 }], timeout: timeout, isEncrypted: isEncrypted)
    }
}

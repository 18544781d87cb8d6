internal import CLibPQ
internal import LinuxReactor

/// Keeps one connection that listens, and opens it again whenever it breaks.
///
/// Its pings find a connection that died without a word, since a listener has nothing else to send.
actor NotificationListener: ReactorActor {
    private static let pingInterval = Duration.seconds(5)
    private static let pingTimeout = Duration.seconds(5)
    private static let firstBackoff = Duration.milliseconds(50)
    private static let lastBackoff = Duration.seconds(2)
    private static let ping = Statement("", "SELECT 1")

    nonisolated let core: PoolCore
    nonisolated var reactor: Reactor { core.reactor }

    private let listen: [(statement: Statement, parameters: Parameters)]
    private let inbox: NotificationInbox
    private var connection: Connection?
    private var timer: Reactor.Timer?
    private var failures = 0
    private var isStopped = false

    init(_ channels: [String], core: PoolCore, inbox: NotificationInbox) {
        self.core = core
        self.inbox = inbox
        listen = channels.map { (Statement("", "LISTEN \(Self.quoted($0))"), Parameters()) }
    }

    /// A channel is an identifier: quoted, with the quotes in it doubled.
    private static func quoted(_ channel: String) -> String {
        "\"" + channel.flatMap { $0 == "\"" ? ["\"", "\""] : [$0] } + "\""
    }

    func connect() {
        timer = nil
        guard !isStopped else { return }
        core.connector.connect { outcome in self.assumeIsolated { $0.didConnect(outcome) } }
    }

    /// Closes the connection and ends the sequence.
    func stop(_ end: Result<Void, PostgresError> = .success(())) {
        isStopped = true
        timer?.cancel()
        timer = nil
        connection?.closeNow(.shutDown)
        connection = nil
        inbox.finish(end)
    }

    private func didConnect(_ outcome: Result<Session, PostgresError>) {
        switch outcome {
        case .failure(let error) where error.kind == .refused: stop(.failure(error))
        case .failure: reconnectLater()
        case .success(let session):
            guard !isStopped else { return }
            let fresh = Connection(
                session, connector: core.connector, cancelGrace: core.configuration.cancelGrace,
                reactor: reactor
            ) { event in self.assumeIsolated { $0.handle(event) } }
            connection = fresh
            fresh.assumeIsolated { $0.open() }
            send(listen) { listener in
                listener.failures = 0
                listener.inbox.add(.reconnected)
                listener.pingLater()
            }
        }
    }

    private func handle(_ event: Connection.Event) {
        switch event {
        case .notification(let channel, let payload):
            inbox.add(.received(channel: channel, payload: payload))
        case .lost(let error): giveUp(error)
        case .undone(let call): call.answer(.failure(call.error ?? .leaseIsOver))
        case .answered, .cancelling: break
        }
    }

    private func reconnectLater() {
        guard !isStopped else { return }
        timer?.cancel()
        failures += 1
        let pause = min(Self.firstBackoff * (1 << min(failures - 1, 16)), Self.lastBackoff)
        timer = reactor.schedule(after: pause * Double.random(in: 0.5...1)) {
            self.assumeIsolated { $0.connect() }
        }
    }

    private func pingLater() {
        timer = reactor.schedule(after: Self.pingInterval) {
            self.assumeIsolated { listener in
                listener.timer = nil
                listener.send([(Self.ping, Parameters())]) { $0.pingLater() }
            }
        }
    }

    /// Without an answer in time, or with an error, the connection is given up.
    private func send(
        _ list: [(statement: Statement, parameters: Parameters)],
        _ done: @escaping @Sendable (isolated NotificationListener) -> Void
    ) {
        guard let connection else { return }
        let call = Call(.statements(list), timeout: Self.pingTimeout)
        _ = call.begin { answer in
            self.assumeIsolated { listener in
                switch answer {
                case .success: done(listener)
                case .failure(let error): listener.giveUp(error)
                }
            }
        }
        connection.assumeIsolated { $0.send(call) }
    }

    private func giveUp(_ error: PostgresError) {
        guard let connection else { return }
        self.connection = nil
        connection.closeNow(error)
        reconnectLater()
    }
}

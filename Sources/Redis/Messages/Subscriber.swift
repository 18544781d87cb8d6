internal import LinuxReactor

/// Keeps one connection that is subscribed, and opens it again whenever it breaks.
///
/// Its pings find a connection that died without a word, since a subscriber has nothing else to send.
actor Subscriber: ReactorActor {
    private static let pingInterval = Duration.seconds(5)

    private enum Phase {
        case idle
        case connecting
        /// So many answers are left: first those of the greeting, then one for each channel.
        case subscribing(Link, greetings: Int, channels: Int)
        case subscribed(Link, isPinged: Bool)
        case stopped
    }

    nonisolated let core: ClientCore
    nonisolated var reactor: Reactor { core.reactor }

    private let channels: [String]
    private let inbox: MessageInbox
    private var phase = Phase.idle
    private var timer: Reactor.Timer?
    private var failures = 0

    init(_ channels: [String], core: ClientCore, inbox: MessageInbox) {
        self.channels = channels
        self.core = core
        self.inbox = inbox
    }

    func connect() {
        guard case .idle = phase else { return }
        phase = .connecting
        core.connector.connect { outcome in self.assumeIsolated { $0.didConnect(outcome) } }
    }

    /// Closes the connection and ends the sequence.
    func stop() {
        closeLink()
        phase = .stopped
        inbox.finish()
    }

    private func didConnect(_ outcome: Result<Int32, RedisError>) {
        do throws(RedisError) {
            let link = try Link(outcome.get(), configuration: core.configuration, reactor: reactor) { event in
                self.assumeIsolated { $0.handle(event) }
            }
            guard case .connecting = phase else { return link.close() }
            let greeting = core.connector.greeting
            phase = .subscribing(link, greetings: greeting.count, channels: channels.count)
            link.send(greeting.bytes + RedisCommand("SUBSCRIBE", channels.map { RedisArgument($0) }).bytes)
            timer = reactor.schedule(after: core.configuration.connectTimeout) {
                self.assumeIsolated { $0.giveUp() }
            }
        } catch {
            if case .connecting = phase { giveUp() }
        }
    }

    private func handle(_ event: Link.Event) {
        guard case .reply(let value) = event else { return giveUp() }
        if case .error = value { return giveUp() }
        switch phase {
        case .subscribing(let link, let greetings, let left):
            if greetings > 0 {
                phase = .subscribing(link, greetings: greetings - 1, channels: left)
            } else if value.kind == "subscribe" {
                phase = .subscribing(link, greetings: 0, channels: left - 1)
                if left == 1 { becomeSubscribed(link) }
            } else {
                // Messages of a channel may come before the answer for the next one.
                deliver(value)
            }
        case .subscribed(let link, _):
            phase = .subscribed(link, isPinged: false)
            deliver(value)
        case .idle, .connecting, .stopped: break
        }
    }

    private func becomeSubscribed(_ link: Link) {
        phase = .subscribed(link, isPinged: false)
        failures = 0
        inbox.add(.mayHaveLost)
        pingLater()
    }

    private func deliver(_ value: RedisValue) {
        guard value.kind == "message", let elements = value.elements, elements.count == 3,
            let channel = elements[1].text, case .bytes(let payload) = elements[2]
        else { return }
        inbox.add(.received(channel: channel, payload: payload))
    }

    private func pingLater() {
        timer?.cancel()
        timer = reactor.schedule(after: Self.pingInterval) { self.assumeIsolated { $0.ping() } }
    }

    /// Whatever came since the last ping shows that the server lives.
    private func ping() {
        guard case .subscribed(let link, let isPinged) = phase else { return }
        if isPinged { return giveUp() }
        phase = .subscribed(link, isPinged: true)
        link.send(RedisCommand("PING").bytes)
        pingLater()
    }

    private func giveUp() {
        if case .stopped = phase { return }
        closeLink()
        phase = .idle
        failures += 1
        timer = reactor.schedule(after: core.configuration.backoff(afterFailures: failures)) {
            self.assumeIsolated { $0.connect() }
        }
    }

    private func closeLink() {
        timer?.cancel()
        timer = nil
        switch phase {
        case .subscribing(let link, _, _), .subscribed(let link, _): link.close()
        case .idle, .connecting, .stopped: break
        }
    }
}

extension RedisValue {
    /// The first word of what a subscriber gets.
    fileprivate var kind: String? { elements?.first?.text }
}

internal import CLinux
internal import Glibc

/// The reactor's turns: wait, deliver readiness, fire timers, run jobs, end of turn.
/// Not Sendable: it belongs to the reactor's thread.
final class EventLoop {
    private struct Watch {
        let token: UInt64
        let ready: @Sendable (Interest) -> Void
    }

    /// Jobs that beget jobs may go on this many rounds before sockets and timers get their chance.
    private static let roundsPerTurn = 8
    private static let eventsPerTurn = 128
    private static let wakeUpToken = UInt64.max

    var timers = TimerHeap()
    var endOfTurn: [@Sendable () -> Void] = []
    private let epoll: Int32
    private let wakeUp: Int32
    private var watches: [Int32: Watch] = [:]
    private var watchCount: UInt32 = 0

    init(wakeUp: Int32) {
        self.wakeUp = wakeUp
        epoll = clinux_epoll_create()
        precondition(epoll >= 0, "cannot create an epoll set: \(String(cString: strerror(errno)))")
        let added = clinux_epoll_add(epoll, wakeUp, clinux_epoll_in, Self.wakeUpToken)
        precondition(added == 0, "cannot watch an eventfd: \(String(cString: strerror(errno)))")
    }

    deinit {
        close(epoll)
    }

    func run(_ inbox: Inbox, as reactor: Reactor) {
        var events = [clinux_event](repeating: clinux_event(), count: Self.eventsPerTurn)
        var items: [Inbox.Item] = []
        while !inbox.isClosed {
            let timeout = inbox.fallAsleep() ? millisecondsToNextTimer() : 0
            let count = clinux_epoll_wait(epoll, &events, Int32(events.count), timeout)
            precondition(count >= 0, "epoll_wait failed: \(String(cString: strerror(errno)))")
            for event in events[..<Int(count)] { deliver(event) }
            fireDueTimers()
            runItems(of: inbox, as: reactor, with: &items)
            finishTurn()
        }
    }

    private func deliver(_ event: clinux_event) {
        guard event.token != Self.wakeUpToken else { return clinux_eventfd_drain(wakeUp) }
        // An earlier handler of this turn may have closed the descriptor, and its number may live again:
        // the token tells the two apart.
        guard let watch = watches[Int32(truncatingIfNeeded: event.token)], watch.token == event.token else {
            return
        }
        watch.ready(Interest(epollEvents: event.events))
    }

    private func runItems(of inbox: Inbox, as reactor: Reactor, with items: inout [Inbox.Item]) {
        let serial = reactor.asUnownedSerialExecutor()
        let task = reactor.asUnownedTaskExecutor()
        for _ in 0..<Self.roundsPerTurn {
            inbox.take(into: &items)
            if items.isEmpty { return }
            for item in items {
                switch item {
                // With both identities, a task that prefers the reactor enters its actors without a hop.
                case .job(let job): job.runSynchronously(isolatedTo: serial, taskExecutor: task)
                case .body(let body): body()
                }
            }
            items.removeAll(keepingCapacity: true)
        }
    }

    private func finishTurn() {
        guard !endOfTurn.isEmpty else { return }
        let bodies = endOfTurn
        endOfTurn.removeAll(keepingCapacity: true)
        for body in bodies { body() }
    }

    private func fireDueTimers() {
        guard timers.earliest != nil else { return }
        let now = MonotonicClock.now()
        while let timer = timers.popDue(at: now) { timer.fire() }
    }

    /// Rounded up, so that the reactor does not spin through the last part of a millisecond.
    private func millisecondsToNextTimer() -> Int32 {
        if !endOfTurn.isEmpty { return 0 }
        guard let deadline = timers.earliest else { return -1 }
        let left = max(0, deadline - MonotonicClock.now())
        return Int32(min(Int64(Int32.max), (left + 999_999) / 1_000_000))
    }
}

// MARK: Watching

extension EventLoop {
    func watch(_ fd: Int32, _ interest: Interest, _ ready: @escaping @Sendable (Interest) -> Void) {
        precondition(watches[fd] == nil, "descriptor \(fd) is already watched: unwatch it before closing it")
        watchCount &+= 1
        let token = UInt64(watchCount) << 32 | UInt64(UInt32(bitPattern: fd))
        let added = clinux_epoll_add(epoll, fd, interest.epollEvents, token)
        precondition(added == 0, "cannot watch descriptor \(fd): \(String(cString: strerror(errno)))")
        watches[fd] = Watch(token: token, ready: ready)
    }

    func update(_ fd: Int32, _ interest: Interest) {
        guard let watch = watches[fd] else {
            preconditionFailure("descriptor \(fd) is not watched")
        }
        let changed = clinux_epoll_modify(epoll, fd, interest.epollEvents, watch.token)
        precondition(changed == 0, "cannot watch descriptor \(fd): \(String(cString: strerror(errno)))")
    }

    func unwatch(_ fd: Int32) {
        guard watches.removeValue(forKey: fd) != nil else { return }
        _ = clinux_epoll_remove(epoll, fd)
    }
}

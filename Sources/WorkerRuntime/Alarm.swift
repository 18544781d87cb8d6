internal import NIOCore
internal import Synchronization

/// Calls back on an event loop at an instant that may be moved forward at any time.
final class Alarm: Sendable {
    private struct Armed: Sendable {
        var instant: ContinuousClock.Instant
        var timer: Scheduled<Void>
    }

    private let loop: any EventLoop
    private let armed = Mutex<Armed?>(nil)

    init(_ loop: any EventLoop) { self.loop = loop }

    /// Calls `body` at `instant`, unless it is called earlier anyway.
    func set(_ instant: ContinuousClock.Instant, _ body: @escaping @Sendable () -> Void) {
        let superseded: Scheduled<Void>? = armed.withLock { armed in
            if let armed, armed.instant <= instant { return nil }
            let delay = max(.zero, ContinuousClock.now.duration(to: instant))
            let timer = loop.scheduleTask(in: TimeAmount(delay)) {
                self.clear(instant)
                body()
            }
            defer { armed = Armed(instant: instant, timer: timer) }
            return armed?.timer
        }
        superseded?.cancel()
    }

    /// Nothing is called any more.
    func cancel() {
        let timer = armed.withLock { armed in
            defer { armed = nil }
            return armed?.timer
        }
        timer?.cancel()
    }

    private func clear(_ instant: ContinuousClock.Instant) {
        armed.withLock { armed in if armed?.instant == instant { armed = nil } }
    }
}

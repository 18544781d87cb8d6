internal import Synchronization

/// What has been received and not been taken yet, and the one task that waits for it.
final class NotificationInbox: Sendable {
    /// Beyond this many the rest is dropped, and `.reconnected` says so.
    static let limit = 10_000

    fileprivate struct State {
        var waiting = Fifo<PostgresNotification>()
        var hasOverflown = false
        var end: Result<Void, PostgresError>?
        var reader: CheckedContinuation<Next, Never>?
    }

    fileprivate typealias Next = Result<PostgresNotification?, PostgresError>

    private let state = Mutex(State())

    func add(_ notification: PostgresNotification) {
        let reader = state.withLock { state -> CheckedContinuation<Next, Never>? in
            if let reader = state.reader.take() { return reader }
            if state.waiting.count < Self.limit {
                state.waiting.append(notification)
            } else {
                state.hasOverflown = true
            }
            return nil
        }
        reader?.resume(returning: .success(notification))
    }

    /// Ends the sequence after what has been received.
    func finish(_ end: Result<Void, PostgresError> = .success(())) {
        let reader = state.withLock { state in
            if state.end == nil { state.end = end }
            return state.reader.take()
        }
        reader?.resume(returning: end.map { nil })
    }

    func next() async throws(PostgresError) -> PostgresNotification? {
        let next = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { $0.take(orWait: continuation) }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            finish()
        }
        return try next.get()
    }
}

extension NotificationInbox.State {
    fileprivate mutating func take(
        orWait continuation: CheckedContinuation<NotificationInbox.Next, Never>
    ) -> NotificationInbox.Next? {
        if let notification = waiting.popFirst() { return .success(notification) }
        if hasOverflown {
            hasOverflown = false
            return .success(.reconnected)
        }
        if let end { return end.map { nil } }
        precondition(reader == nil, "one task at a time may wait for notifications")
        reader = continuation
        return nil
    }
}

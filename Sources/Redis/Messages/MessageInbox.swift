internal import DequeModule
internal import Synchronization

/// What has been received and not been taken yet, and the one task that waits for it.
package final class MessageInbox: Sendable {
    /// Beyond this many the rest is dropped, and `.mayHaveLost` says so.
    package static let limit = 10_000
    /// And beyond so many bytes.
    package static let byteLimit = 16 << 20

    private struct State {
        var waiting: Deque<RedisMessage> = []
        var bytes = 0
        var hasOverflown = false
        var isEnded = false
        var reader: CheckedContinuation<RedisMessage?, Never>?
    }

    private enum Next {
        case ready(RedisMessage?)
        case later
    }

    private let state = Mutex(State())

    package init() {}

    package func add(_ message: RedisMessage) {
        let reader = state.withLock { state -> CheckedContinuation<RedisMessage?, Never>? in
            if let reader = state.reader.take() { return reader }
            if state.isEnded { return nil }
            // Once one was dropped, all are until the reader has been told: it must not wait for a quiet moment.
            if state.hasOverflown || state.waiting.count >= Self.limit
                || state.bytes + message.size > Self.byteLimit
            {
                state.hasOverflown = true
            } else {
                state.bytes += message.size
                state.waiting.append(message)
            }
            return nil
        }
        reader?.resume(returning: message)
    }

    /// Ends the sequence after what has been received.
    package func finish() {
        let reader = state.withLock { state in
            state.isEnded = true
            return state.reader.take()
        }
        reader?.resume(returning: nil)
    }

    /// Nil at the end, and when the task is cancelled.
    package func next() async -> RedisMessage? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let next = state.withLock { state -> Next in
                    if let message = state.waiting.popFirst() {
                        state.bytes -= message.size
                        return .ready(message)
                    }
                    if state.hasOverflown {
                        state.hasOverflown = false
                        return .ready(.mayHaveLost)
                    }
                    if state.isEnded { return .ready(nil) }
                    precondition(state.reader == nil, "one task at a time may wait for messages")
                    state.reader = continuation
                    return .later
                }
                if case .ready(let message) = next { continuation.resume(returning: message) }
            }
        } onCancel: {
            finish()
        }
    }
}

extension RedisMessage {
    fileprivate var size: Int {
        if case .received(let channel, let payload) = self { channel.utf8.count + payload.count } else { 0 }
    }
}

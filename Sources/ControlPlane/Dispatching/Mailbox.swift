import Synchronization

/// Messages for one consumer, who takes all that have gathered at once. Never blocks a sender; what bounds it is the
/// protocol: no assignment without a credit.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var reader: CheckedContinuation<[Message], Never>?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Adds messages; false when the consumer is gone.
    @discardableResult
    func send(_ messages: [Message]) -> Bool {
        let (accepted, reader, ready) = state.withLock {
            state -> (Bool, CheckedContinuation<[Message], Never>?, [Message]) in
            if state.isClosed { return (false, nil, []) }
            guard let reader = state.reader else {
                state.messages += messages
                return (true, nil, [])
            }
            state.reader = nil
            return (true, reader, messages)
        }
        reader?.resume(returning: ready)
        return accepted
    }

    @discardableResult
    func send(_ message: Message) -> Bool { send([message]) }

    /// The consumer gives back what it did not use, to be next again.
    func putBack(_ messages: [Message]) {
        state.withLock { $0.messages.insert(contentsOf: messages, at: 0) }
    }

    /// No more messages; what has gathered is still delivered.
    func close() {
        let reader = state.withLock { state in
            state.isClosed = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: [])
    }

    /// Everything that has gathered, as soon as there is something; empty when closed, or when the task is cancelled.
    func next() async -> [Message] {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> [Message]? in
                    if !state.messages.isEmpty || state.isClosed {
                        defer { state.messages = [] }
                        return state.messages
                    }
                    state.reader = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            close()
        }
    }
}

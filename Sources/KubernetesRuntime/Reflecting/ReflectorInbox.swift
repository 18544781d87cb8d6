internal import KubernetesClient
internal import KubernetesProtocol
internal import Synchronization

/// Where the requests of a reflector leave their results. There are at most three at a time: one of the list
/// or the watch, and those of an abandoned one and of a probe.
final class ReflectorInbox: Sendable {
    struct Message: Sendable {
        /// Which request it belongs to.
        let request: Int
        let input: ReflectorInput
        /// The watch that was opened.
        var stream: (any WatchStream)?
    }

    let wakeup = Wakeup()
    private let messages = Mutex<[Message]>([])

    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        wakeup.signal()
    }

    func takeAll() -> [Message] {
        messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }
}

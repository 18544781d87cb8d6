import Kafka
import PostgresStore

/// What the relay hands over in one go.
struct RelayPage: Sendable {
    /// The messages, in order of their events' ids.
    let messages: [KafkaMessage]
    /// The ids of their events.
    private let ids: [Int64]
    /// Where the page begins.
    private let start: Int64
    /// Where it ends.
    private let end: Int64

    init(_ page: EventPage, after position: Int64, prefix: String) {
        var messages: [KafkaMessage] = []
        var ids: [Int64] = []
        for entry in page.events {
            guard let message = KafkaMessage(entry, prefix: prefix) else { continue }
            messages.append(message)
            ids.append(entry.event.id)
        }
        self.messages = messages
        self.ids = ids
        start = position
        end = page.position
    }

    /// The position up to which everything was delivered: before the first message that was not. `errors` has one
    /// entry per message.
    func delivered(_ errors: [KafkaError?]) -> Int64 {
        guard let first = errors.firstIndex(where: { $0 != nil }) else { return end }
        return first == 0 ? start : ids[first - 1]
    }
}

import PostgresStore
import Synchronization

/// What one watcher of events has not taken yet. Bounded: a watcher that reads too slowly is cut off, and can go on
/// from its last position, out of the database.
final class EventSubscription: Sendable {
    private static let limit = 20_000

    private let mailbox = Mailbox<EventPage>()
    private let waiting = Atomic<Int>(0)
    private let isCutOff = Atomic<Bool>(false)

    /// Whether pages were left out at the end.
    var isTooSlow: Bool { isCutOff.load(ordering: .relaxed) }

    /// Adds a page, or ends the subscription when there is no room for it.
    func offer(_ page: EventPage) {
        if isTooSlow { return }
        guard waiting.add(page.events.count, ordering: .relaxed).newValue <= Self.limit else {
            isCutOff.store(true, ordering: .relaxed)
            return mailbox.close()
        }
        mailbox.send(page)
    }

    /// The pages that have gathered, as soon as there is one; empty at the end.
    func next() async -> [EventPage] {
        let pages = await mailbox.next()
        waiting.subtract(pages.reduce(0) { $0 + $1.events.count }, ordering: .relaxed)
        return pages
    }

    /// No more pages.
    func close() { mailbox.close() }
}

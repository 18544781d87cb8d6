/// Decides which events become objects at the API server: the first of its sort is created, the second makes
/// it a series, further ones are only counted here and sent from time to time; an object with too many events
/// is not heard for a while (client-go, `tools/events`, and the spam filter of `tools/record`).
public struct EventSeries: Sendable {
    /// A point in time; the caller reads the clock.
    public typealias Instant = ContinuousClock.Instant

    /// What becomes of an event.
    public enum Outcome: Hashable, Sendable {
        /// Create the object.
        case create(EventRecord)
        /// Patch the object's series; create it when it is gone.
        case update(EventRecord)
        /// Counted; it is sent with a later one or by ``due(at:)``.
        case counted
        /// The object it regards has had too many.
        case suppressed
    }

    private struct Entry {
        var record: EventRecord
        var last: Instant
        var sent: Instant
        var sentCount: Int
    }

    /// A series that has been quiet so long is over, and a count is not held back longer.
    static let quietTime = Duration.seconds(360)
    /// The count of a series that goes on is sent this often.
    static let resendTime = Duration.seconds(1800)
    /// How often to ask ``due(at:)``.
    public static let sweepInterval = Duration.seconds(60)
    /// Events of one object that may come at once, and how long until another may.
    static let burst = 25
    static let refillTime = Duration.seconds(300)
    /// Sorts of events, and objects, that are kept in mind.
    static let capacity = 4096

    private var entries: Recency<EventKey, Entry>
    private var buckets: Recency<EventReference, TokenBucket>
    private var lastNanos: UInt64 = 0

    /// Knows of no events yet.
    public init() { self.init(capacity: Self.capacity) }

    init(capacity: Int) {
        entries = Recency(capacity: capacity)
        buckets = Recency(capacity: capacity)
    }

    /// Sorts of events that are kept in mind.
    public var count: Int { entries.count }

    /// An event happened.
    ///
    /// - Parameters:
    ///   - note: For people; cut to 1024 bytes.
    ///   - wallMicros: The time of day in microseconds since 1970.
    public mutating func record(
        _ key: EventKey, note: String, at now: Instant, wallMicros: Int64
    ) -> Outcome {
        guard var entry = entries[key], now - entry.last < Self.quietTime else {
            guard takeToken(for: key.regarding, at: now) else { return .suppressed }
            let nanos = max(lastNanos &+ 1, UInt64(clamping: max(wallMicros, 0)) &* 1000)
            lastNanos = nanos
            let record = EventRecord(key: key, note: note, nanos: nanos, eventMicros: wallMicros)
            entries.store(Entry(record: record, last: now, sent: now, sentCount: 1), for: key)
            return .create(record)
        }
        let isSecond = entry.record.series == nil
        let count = (entry.record.series?.count ?? 1) + 1
        entry.record.series = EventRecord.Series(count: count, lastObservedMicros: wallMicros)
        entry.last = now
        let isSent = isSecond && takeToken(for: key.regarding, at: now)
        if isSent {
            entry.sent = now
            entry.sentCount = count
        }
        entries.store(entry, for: key)
        return isSent ? .update(entry.record) : .counted
    }

    /// The series whose counts are to be sent now. Those that have been quiet are forgotten with it.
    public mutating func due(at now: Instant) -> [EventRecord] {
        var records: [EventRecord] = []
        for key in entries.keys {
            guard var entry = entries[key] else { continue }
            let isQuiet = now - entry.last >= Self.quietTime
            let count = entry.record.series?.count ?? 1
            if count > entry.sentCount, isQuiet || now - entry.sent >= Self.resendTime {
                records.append(entry.record)
                entry.sent = now
                entry.sentCount = count
                if !isQuiet { entries.update(entry, for: key) }
            }
            if isQuiet { entries.remove(key) }
        }
        for reference in buckets.keys where buckets[reference]?.isFull(at: now) ?? false {
            buckets.remove(reference)
        }
        return records.sorted { $0.name < $1.name }
    }

    private mutating func takeToken(for object: EventReference, at now: Instant) -> Bool {
        var bucket =
            buckets[object]
            ?? TokenBucket(rate: 1 / (Self.refillTime / .seconds(1)), burst: Self.burst)
        let isTaken = bucket.take(at: now)
        buckets.store(bucket, for: object)
        return isTaken
    }
}

internal import JobQueueProto

/// What the server has not confirmed yet: starts and results that wait for their message, and messages that
/// wait for their acknowledgement. Pure.
///
/// Whatever piles up while the window is full travels together in the next message.
struct Outbox: Sendable {
    /// Messages on their way without an acknowledgement. Two keep the server busy while the first one
    /// commits; more would only make the messages smaller.
    static let window = 2
    /// A message is cut off before it grows beyond this; servers take 4 MiB.
    static let messageBytes = 1 << 20
    /// What a start or a result costs on the wire besides its bytes, generously.
    private static let entryBytes = 64

    private struct Sent: Sendable {
        var reports: Jq_V1_WorkerReports
        /// Sent on the connection that is alive now.
        var isOnItsWay: Bool
    }

    private var started: [Jq_V1_JobStarted] = []
    private var results: [Jq_V1_JobResult] = []
    private var unacknowledged: [Sent] = []
    private var lastSequence: Int64 = 0
    private var onTheirWay = 0

    /// Everything is reported and confirmed.
    var isEmpty: Bool { started.isEmpty && results.isEmpty && unacknowledged.isEmpty }
    /// Results that are in no message yet.
    var backlog: Int { results.count }
    var awaitsAcknowledgement: Bool { onTheirWay > 0 }
    /// Nothing more goes out before an acknowledgement comes in.
    var isFull: Bool { onTheirWay >= Self.window }

    /// There is something that may go out now.
    var hasOutgoing: Bool {
        onTheirWay < unacknowledged.count || (!isFull && !(started.isEmpty && results.isEmpty))
    }

    mutating func addStart(_ lease: Lease) { started.append(lease.message) }

    mutating func add(_ result: Jq_V1_JobResult) { results.append(result) }

    /// The messages that may go out now: first those that an earlier connection took with it.
    mutating func takeOutgoing() -> [Jq_V1_WorkerReports] {
        var outgoing: [Jq_V1_WorkerReports] = []
        if onTheirWay < unacknowledged.count {
            for index in unacknowledged.indices where !unacknowledged[index].isOnItsWay {
                unacknowledged[index].isOnItsWay = true
                outgoing.append(unacknowledged[index].reports)
            }
            onTheirWay = unacknowledged.count
        }
        while !isFull, !(started.isEmpty && results.isEmpty) {
            let reports = takeReports()
            unacknowledged.append(Sent(reports: reports, isOnItsWay: true))
            onTheirWay += 1
            outgoing.append(reports)
        }
        return outgoing
    }

    /// The message with this number is confirmed. nil when no such message is waited for.
    mutating func acknowledge(_ sequence: Int64) -> Jq_V1_WorkerReports? {
        let index = unacknowledged.firstIndex { $0.reports.sequence == sequence }
        guard let index else { return nil }
        let sent = unacknowledged.remove(at: index)
        if sent.isOnItsWay { onTheirWay -= 1 }
        return sent.reports
    }

    /// What was on its way may be lost: it goes out again on the next connection.
    mutating func connectionEnded() {
        for index in unacknowledged.indices { unacknowledged[index].isOnItsWay = false }
        onTheirWay = 0
    }

    /// Attempts that have ended and that the server may still believe to be running.
    var unreportedLeases: [Lease] {
        var seen: Set<Lease> = []
        var leases: [Lease] = []
        for result in unacknowledged.flatMap(\.reports.results) + results {
            let lease = Lease(jobID: result.jobID, epoch: result.leaseEpoch)
            if seen.insert(lease).inserted { leases.append(lease) }
        }
        return leases
    }

    /// Starts go before results: the start of a result in this message is in this message or an earlier one.
    private mutating func takeReports() -> Jq_V1_WorkerReports {
        var reports = Jq_V1_WorkerReports()
        lastSequence += 1
        reports.sequence = lastSequence
        var bytes = 0
        let startCount = min(started.count, Self.messageBytes / Self.entryBytes)
        reports.started = take(startCount, from: &started)
        bytes += startCount * Self.entryBytes
        // A result never overtakes its start.
        guard started.isEmpty else { return reports }
        var resultCount = 0
        for result in results {
            bytes += Self.entryBytes + result.result.count + result.errorMessage.utf8.count
            if bytes > Self.messageBytes, resultCount > 0 || startCount > 0 { break }
            resultCount += 1
        }
        reports.results = take(resultCount, from: &results)
        return reports
    }

    private func take<Element>(_ count: Int, from list: inout [Element]) -> [Element] {
        if count == list.count {
            defer { list = [] }
            return list
        }
        defer { list.removeFirst(count) }
        return Array(list.prefix(count))
    }
}

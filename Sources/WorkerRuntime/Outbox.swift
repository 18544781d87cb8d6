internal import JobQueueProto

/// What the server has not confirmed yet: starts, output, progress and results that wait for their message, and
/// messages that wait for their acknowledgement. Pure.
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
    /// So much of a message may be output, however much of it waits: results must not wait for it.
    private static let outputShare = 512 * 1024
    /// So much output of running attempts waits here at most; the rest waits with them.
    private static let waitingOutputLimit = 4 << 20
    /// So much waits at most when attempts end while the server is away or slow.
    private static let lastOutputLimit = 32 << 20

    private struct Sent: Sendable {
        var reports: Jq_V1_WorkerReports
        /// Sent on the connection that is alive now.
        var isOnItsWay: Bool
    }

    private var started: [Jq_V1_JobStarted] = []
    private var results: [Jq_V1_JobResult] = []
    private var outputs: [Jq_V1_JobOutput] = []
    private var outputBytes = 0
    /// How many pieces of an attempt are in no message yet: its result goes after them.
    private var outputsLeft: [Lease: Int] = [:]
    private var progress: [Lease: Jq_V1_JobProgress] = [:]
    private var unacknowledged: [Sent] = []
    private var lastSequence: Int64 = 0
    private var onTheirWay = 0

    /// Everything is reported and confirmed.
    var isEmpty: Bool {
        started.isEmpty && results.isEmpty && outputs.isEmpty && unacknowledged.isEmpty
    }
    /// Results that are in no message yet.
    var backlog: Int { results.count }
    var awaitsAcknowledgement: Bool { onTheirWay > 0 }
    /// Nothing more goes out before an acknowledgement comes in.
    var isFull: Bool { onTheirWay >= Self.window }

    /// There is something that may go out now.
    var hasOutgoing: Bool {
        onTheirWay < unacknowledged.count || (!isFull && hasUnsent)
    }

    private var hasUnsent: Bool {
        !(started.isEmpty && results.isEmpty && outputs.isEmpty && progress.isEmpty)
    }

    /// How many bytes of output of running attempts find room.
    var outputRoom: Int { max(0, Self.waitingOutputLimit - outputBytes) }
    /// How many bytes of output of an attempt that has ended find room.
    var lastOutputRoom: Int { max(0, Self.lastOutputLimit - outputBytes) }

    mutating func addStart(_ lease: Lease) { started.append(lease.message) }

    mutating func add(_ result: Jq_V1_JobResult) { results.append(result) }

    mutating func add(_ output: Jq_V1_JobOutput) {
        outputs.append(output)
        outputBytes += output.data.count
        outputsLeft[Lease(jobID: output.jobID, epoch: output.leaseEpoch), default: 0] += 1
    }

    /// Only the newest counts.
    mutating func add(_ news: Jq_V1_JobProgress, of lease: Lease) { progress[lease] = news }

    mutating func forgetProgress(of lease: Lease) {
        if !progress.isEmpty { progress[lease] = nil }
    }

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
        while !isFull, hasUnsent {
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

    /// Starts and output go before results: those of a result in this message are in it or in an earlier one.
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
        if !outputs.isEmpty { bytes += takeOutputs(into: &reports) }
        if !progress.isEmpty { bytes += takeProgress(into: &reports) }
        takeResults(into: &reports, after: bytes)
        return reports
    }

    private mutating func takeResults(into reports: inout Jq_V1_WorkerReports, after bytes: Int) {
        let isFirst = bytes == 0
        var bytes = bytes
        var count = 0
        var later: [Jq_V1_JobResult] = []
        for result in results {
            if !outputsLeft.isEmpty,
                outputsLeft[Lease(jobID: result.jobID, epoch: result.leaseEpoch)] != nil
            {
                later.append(result)
                count += 1
                continue
            }
            bytes += Self.entryBytes + result.result.count + result.errorMessage.utf8.count
            if bytes > Self.messageBytes, count > later.count || !isFirst { break }
            count += 1
        }
        reports.results = take(count, from: &results)
        if later.isEmpty { return }
        reports.results.removeAll { outputsLeft[Lease(jobID: $0.jobID, epoch: $0.leaseEpoch)] != nil }
        results = later + results
    }

    private mutating func takeOutputs(into reports: inout Jq_V1_WorkerReports) -> Int {
        var bytes = 0
        var count = 0
        for output in outputs {
            let size = Self.entryBytes + output.data.count
            if bytes + size > Self.outputShare, count > 0 { break }
            bytes += size
            count += 1
        }
        reports.outputs = take(count, from: &outputs)
        for output in reports.outputs {
            let lease = Lease(jobID: output.jobID, epoch: output.leaseEpoch)
            outputBytes -= output.data.count
            let left = (outputsLeft[lease] ?? 1) - 1
            outputsLeft[lease] = left > 0 ? left : nil
        }
        return bytes
    }

    private mutating func takeProgress(into reports: inout Jq_V1_WorkerReports) -> Int {
        var bytes = 0
        for (lease, news) in progress {
            bytes += Self.entryBytes + news.note.utf8.count
            if bytes > Self.outputShare, !reports.progress.isEmpty { break }
            reports.progress.append(news)
            progress[lease] = nil
        }
        return bytes
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

import FoundationEssentials
import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

/// One watch of one job: a cursor over its events and its output. It reads at the pace at which its client takes
/// what it is sent, a page at a time, and so holds no more than a page however far behind it is.
///
/// Order: an attempt's output comes after the event of its assignment and before that of its end. Output is
/// committed before the end, so it is all there when the end is seen.
struct JobWatch {
    private static let eventPage = 200
    private static let outputPage = 32

    private let id: JobID
    private let store: JobQueueStore
    private let response: RPCWriter<Jq_V1_JobUpdate>
    /// Only this attempt's output; nil is of all.
    private let only: Int32?
    private let sendsOutput: Bool
    private var lastEvent: Int64 = 0
    private var lastState = JobState.pending
    private var assigned: Int32 = 0
    private var position: OutputPosition
    private var progress: Progress?

    init(
        _ id: JobID, only: Int32?, sendsOutput: Bool, store: JobQueueStore,
        response: RPCWriter<Jq_V1_JobUpdate>
    ) {
        self.id = id
        self.only = only
        self.sendsOutput = sendsOutput
        self.store = store
        self.response = response
        position = OutputPosition(attempt: only ?? 0, sequence: -1)
    }

    /// Everything that is known, and with `bell` everything that comes, until the job has ended.
    ///
    /// - Throws: UNAVAILABLE when the server stops before that.
    mutating func run(_ bell: JobWatchers.Bell?) async throws {
        try await catchUp()
        guard let bell else { return try await sendJob() }
        var rings = bell.rings.makeAsyncIterator()
        while !lastState.isTerminal {
            guard await rings.next() != nil else {
                try Task.checkCancellation()
                throw RPCError(code: .unavailable, message: "the server stops; watch again")
            }
            try await catchUp()
        }
        try await sendJob()
    }

    private mutating func catchUp() async throws {
        while true {
            let events = try await store.events(of: id, after: lastEvent, limit: Self.eventPage)
            for event in events { try await send(event) }
            if events.count < Self.eventPage { break }
        }
        try await sendOutput()
        if !lastState.isTerminal { try await sendProgress() }
    }

    private mutating func send(_ event: JobEventRecord) async throws {
        let wasHeld = event.from == .assigned || event.from == .running
        if wasHeld, event.to != .running { try await sendOutput() }
        if event.to == .assigned { assigned = max(assigned, event.attempt) }
        lastEvent = event.id
        lastState = event.to
        try await response.write(.with { $0.event = Jq_V1_JobEvent(event) })
    }

    private mutating func sendOutput() async throws {
        let last = only.map { min($0, assigned) } ?? assigned
        if last == 0 || !sendsOutput { return }
        while true {
            let pieces = try await store.output(
                of: id, after: position, upTo: last, limit: Self.outputPage)
            if !pieces.isEmpty { try await response.write(contentsOf: pieces.map(update)) }
            if let end = pieces.last { position = end.position }
            if pieces.count < Self.outputPage { return }
        }
    }

    private func update(_ piece: StoredOutput) -> Jq_V1_JobUpdate {
        .with { update in
            update.output = .with {
                $0.attempt = piece.position.attempt
                $0.sequence = piece.position.sequence
                $0.stream = Int32(piece.stream)
                $0.data = Data(piece.bytes)
                $0.writtenAt = .init(micros: piece.writtenAt)
            }
        }
    }

    private mutating func sendProgress() async throws {
        let news = try await store.progress(of: id)
        if news == progress { return }
        progress = news
        if news != nil { try await sendJob() }
    }

    private func sendJob() async throws {
        guard let job = try await store.job(id) else { throw notFound("job \(id) does not exist") }
        try await response.write(.with { $0.job = Jq_V1_Job(job) })
    }
}

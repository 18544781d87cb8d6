import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

/// What attempts said while they ran, in one message.
struct Feed: Sendable {
    var output: [OutputPiece] = []
    var progress: [Progress] = []

    var isEmpty: Bool { output.isEmpty && progress.isEmpty }
    /// In KiB, so that a flush is bounded by what it carries.
    var weight: Int { output.reduce(progress.count) { $0 + 1 + $1.bytes.count / 1024 } }
    var jobs: [JobID] { output.map(\.lease.job) + progress.map(\.lease.job) }
}

extension Feed {
    /// What workers send at most. It bounds what is stored of an attempt, 136 MiB, whatever a worker does.
    static let longestPiece = 16 * 1024
    static let mostPieces: Int64 = 8704

    /// Entries without a valid id are left out, for no attempt can match them, and so are pieces above the bound.
    init(_ outputs: [Jq_V1_JobOutput], _ progress: [Jq_V1_JobProgress]) {
        for piece in outputs where (0..<Self.mostPieces).contains(piece.sequence) && !piece.data.isEmpty {
            guard let lease = Lease(piece.jobID, piece.leaseEpoch) else { continue }
            output.append(
                OutputPiece(
                    lease: lease, sequence: piece.sequence, stream: piece.stream == 2 ? 2 : 1,
                    bytes: [UInt8](piece.data.prefix(Self.longestPiece))))
        }
        for news in progress {
            guard let lease = Lease(news.jobID, news.leaseEpoch) else { continue }
            self.progress.append(
                Progress(lease: lease, percent: news.hasPercent ? news.percent : nil, note: news.note))
        }
    }
}

/// Writes output and progress, beside the reports: only the worker that sent them waits for them.
struct FeedWriter: Sendable {
    private let gatherer: Gatherer<Feed, Void>

    init(store: JobQueueStore, watchers: JobWatchers) {
        gatherer = Gatherer(reactor: store.reactor, lanes: 1, limit: 4096, weight: \.weight) { feeds in
            try await store.write(feeds.flatMap(\.output), progress: feeds.flatMap(\.progress))
            watchers.ring(feeds.flatMap(\.jobs))
            return feeds.map { _ in () }
        }
    }

    /// Waits for the commit. To be called before the results of the same message are written: what an attempt
    /// wrote is taken only while it is its job's current one.
    func write(_ feed: Feed) async throws {
        if !feed.isEmpty { try await gatherer.perform(feed) }
    }
}

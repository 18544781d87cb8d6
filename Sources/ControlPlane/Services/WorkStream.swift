import GRPCCore
import JobQueueProto
import Lifecycle
import Logging
import PostgresStore
import SwiftProtobuf

/// One worker's conversation: its messages in, orders out. Reports are written by a task of their own, so that
/// credits and heartbeats do not wait for a commit.
struct WorkStream: Sendable {
    let desk: WorkerDesk
    let dispatcher: Dispatcher
    let reports: ReportWriter
    let feeds: FeedWriter
    let heartbeatInterval: Duration
    let logger: Logger

    private struct Numbered: Sendable {
        var sequence: Int64
        var report: Report
        var feed: Feed
    }

    func run(
        request: RPCAsyncSequence<Jq_V1_WorkerMessage, any Error>, response: RPCWriter<Jq_V1_ServerMessage>
    ) async throws {
        let inbox = Mailbox<Jq_V1_WorkerMessage>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { inbox.close() }
                for try await message in request { inbox.send(message) }
            }
            var first = await inbox.next()
            guard !first.isEmpty else { return try await group.waitForAll() }
            guard case .hello(let hello)? = first.removeFirst().message else {
                throw invalid("the first message of a Work stream must be a hello")
            }
            inbox.putBack(first)
            try await converse(hello, inbox: inbox, response)
            group.cancelAll()
        }
    }

    private func converse(
        _ hello: Jq_V1_WorkerHello, inbox: Mailbox<Jq_V1_WorkerMessage>,
        _ response: RPCWriter<Jq_V1_ServerMessage>
    ) async throws {
        let registration = try WorkerRegistration(hello)
        let orders = Mailbox<WorkerOrder>()
        let held = hello.held.compactMap { JobID($0.jobID) }
        let configuration = try await desk.welcome(registration, held: held, mailbox: orders)
        await desk.beat(registration.id, busy: Int32(clamping: held.count))
        do {
            try await response.write(welcome(configuration))
            try await exchange(registration.id, inbox: inbox, orders: orders, response)
        } catch {
            await desk.leave(registration.id, mailbox: orders)
            throw error
        }
        await desk.leave(registration.id, mailbox: orders)
    }

    /// Ends when the worker ends it, when a newer stream takes over, or when the server stops.
    private func exchange(
        _ worker: JobID, inbox: Mailbox<Jq_V1_WorkerMessage>, orders: Mailbox<WorkerOrder>,
        _ response: RPCWriter<Jq_V1_ServerMessage>
    ) async throws {
        let incoming = Mailbox<Numbered>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { inbox.close() }
                try await self.write(orders, to: response)
            }
            group.addTask {
                // What was received is settled and answered, also when the worker has said goodbye.
                defer { orders.close() }
                while case let batch = await incoming.next(), !batch.isEmpty {
                    try await self.settle(batch, orders: orders)
                }
            }
            reading: while case let batch = await inbox.next(), !batch.isEmpty {
                for message in batch where try await handle(message, of: worker, incoming: incoming) {
                    break reading
                }
            }
            incoming.close()
            try await group.waitForAll()
        }
    }

    /// True when the worker said goodbye.
    private func handle(
        _ message: Jq_V1_WorkerMessage, of worker: JobID, incoming: Mailbox<Numbered>
    ) async throws -> Bool {
        switch message.message {
        case .credits(let count): await dispatcher.addCredits(Int(clamping: min(count, 100_000)), to: worker)
        case .reports(let reports):
            let report = Report(started: reports.started, results: reports.results)
            let feed = Feed(reports.outputs, reports.progress)
            incoming.send(Numbered(sequence: reports.sequence, report: report, feed: feed))
        case .heartbeat(let beat): await desk.beat(worker, busy: beat.activeJobCount)
        case .draining: await dispatcher.revokeCredits(of: worker)
        case .goodbye:
            await dispatcher.revokeCredits(of: worker)
            await desk.goodbye(worker)
            return true
        case .hello: throw invalid("a second hello in one Work stream")
        case nil: break
        }
        return false
    }

    private func settle(_ batch: [Numbered], orders: Mailbox<WorkerOrder>) async throws {
        var all = Report()
        var feed = Feed()
        for entry in batch {
            all.started += entry.report.started
            all.completed += entry.report.completed
            all.failed += entry.report.failed
            feed.output += entry.feed.output
            feed.progress += entry.feed.progress
        }
        try await feeds.write(feed)
        let stale = try await reports.write(all)
        orders.send(
            batch.map { entry in
                let jobs = stale.isEmpty ? [] : stale.intersection(entry.report.jobs)
                return .acknowledge(sequence: entry.sequence, stale: jobs)
            })
    }

    private func write(_ orders: Mailbox<WorkerOrder>, to response: RPCWriter<Jq_V1_ServerMessage>)
        async throws
    {
        while case let batch = await orders.next(), !batch.isEmpty {
            try await response.write(contentsOf: batch.map(wire))
        }
    }

    private func wire(_ order: WorkerOrder) -> Jq_V1_ServerMessage {
        .with { message in
            switch order {
            case .assign(let jobs):
                message.assignments = .with { $0.assignments = jobs.map { Jq_V1_Assignment($0) } }
            case .cancel(let lease):
                message.cancel = .with {
                    $0.jobID = lease.job.description
                    $0.leaseEpoch = lease.epoch
                    $0.reason = TransitionReason.cancelled.rawValue
                }
            case .acknowledge(let sequence, let stale):
                message.ack = .with {
                    $0.sequence = sequence
                    $0.stale = stale.map(\.description)
                }
            case .drain: message.drain = true
            case .resume: message.resume = true
            case .shutdown: message.shutdown = true
            case .configure(let configuration): message = welcome(configuration)
            }
        }
    }

    private func welcome(_ configuration: PoolConfiguration) -> Jq_V1_ServerMessage {
        .with {
            $0.welcome = .with {
                $0.heartbeatIntervalMs = heartbeatInterval.microseconds / 1000
                $0.concurrency = configuration.concurrency ?? 0
                $0.queues = configuration.queues ?? []
                $0.gracePeriodMs = configuration.gracePeriodMilliseconds ?? 0
            }
        }
    }
}

extension WorkerRegistration {
    init(_ hello: Jq_V1_WorkerHello) throws {
        guard hello.concurrency > 0 else { throw invalid("concurrency must be at least 1") }
        let texts = [hello.hostname, hello.pool, hello.version] + hello.queues
        guard !texts.contains(where: { $0.contains("\0") }) else {
            throw invalid("a text holds a NUL character")
        }
        self.init(
            id: try parseID(hello.workerID, field: "worker_id"), hostname: hello.hostname,
            concurrency: hello.concurrency, queues: hello.queues, pool: hello.pool, version: hello.version)
    }
}

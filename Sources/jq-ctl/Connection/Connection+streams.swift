import GRPCCore
import JobQueueProto
import SwiftProtobuf
import Synchronization

extension Connection {
    /// Hands every event of a watch to `body` until it answers false; a watch has no time limit. When the
    /// server is lost, the watch begins anew: `body` gets nil and then the whole state again.
    ///
    /// - Throws: what `body` throws, and a failure when the server cannot be reached at the beginning.
    func watch(
        _ filter: Jq_V1_WatchResourcesRequest,
        _ body: @escaping @Sendable (Jq_V1_WatchEvent?) async throws -> Bool
    ) async throws {
        try await follow(
            { client, options, read in
                try await ResourceCalls(wrapping: client).watchResources(
                    filter, options: options, onResponse: read)
            }, again: { _ = try await body(nil) }, body)
    }

    /// Hands every message of a watch of a job to `body`, until the server ends the stream. A watch that follows
    /// has no time limit; when the server is lost it begins anew, and `body` meets again what it has seen.
    ///
    /// - Throws: what `body` throws, and a failure when the server refuses or cannot be reached.
    func watchJob(
        _ request: Jq_V1_WatchJobRequest,
        _ body: @escaping @Sendable (Jq_V1_JobUpdate) async throws -> Void
    ) async throws {
        try await follow(
            { client, options, read in
                try await JobCalls(wrapping: client).watchJob(request, options: options, onResponse: read)
            }, limit: request.follow ? nil : timeout, hasEnd: true
        ) { update in
            try await body(update)
            return true
        }
    }

    /// Hands the events of a job that come after `last` to `body`, each once, until the job has ended.
    ///
    /// - Parameter last: the id of the last event that is known already; 0 for none.
    func jobEvents(
        _ id: String, after last: Int64, _ body: @escaping @Sendable (Jq_V1_JobEvent) async throws -> Void
    ) async throws {
        let known = Mutex(last)
        let request = Jq_V1_WatchJobRequest.with {
            $0.jobID = id
            $0.follow = true
            $0.withoutOutput = true
        }
        try await watchJob(request) { update in
            guard case .event(let event)? = update.update, event.id > known.withLock({ $0 }) else { return }
            try await body(event)
            known.withLock { $0 = event.id }
        }
    }

    /// Hands the state of a redrive to `body`, now and at each change, until it has ended.
    func redrive(
        _ id: String, _ body: @escaping @Sendable (Jq_V1_Redrive) async throws -> Void
    ) async throws {
        let known = Mutex<Jq_V1_Redrive?>(nil)
        try await follow({ client, options, read in
            try await DeadLetterCalls(wrapping: client).watchRedrive(
                .with { $0.redriveID = id }, options: options, onResponse: read)
        }) { redrive in
            if redrive != known.withLock({ $0 }) { try await body(redrive) }
            known.withLock { $0 = redrive }
            return !redrive.hasEnded
        }
    }

    /// Hands the batches of an event stream to `body`. When the server is lost, or cuts a slow reader off, the stream
    /// goes on after the last batch, at the next address if there is one; no event is left out.
    func events(
        _ request: Jq_V1_WatchEventsRequest,
        _ body: @escaping @Sendable (Jq_V1_EventBatch) async throws -> Void
    ) async throws {
        let position = Mutex(request.afterID)
        try await follow(
            { client, options, read in
                var next = request
                next.afterID = position.withLock { $0 }
                return try await Jq_V1_EventService.Client(wrapping: client).watchEvents(
                    next, options: options, onResponse: read)
            }, hasEnd: !request.follow
        ) { batch in
            try await body(batch)
            // 0 would mean "from now on".
            position.withLock { $0 = batch.position == 0 ? -1 : batch.position }
            return true
        }
    }
}

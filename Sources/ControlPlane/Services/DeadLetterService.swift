import GRPCCore
import JobQueueProto
import Lifecycle
import Logging
import PostgresStore
import ServiceLifecycle
import SwiftProtobuf

/// Dead letters over gRPC: look at them, run them again at a pace, take them away.
struct DeadLetterService: Jq_V1_DeadLetterService.SimpleServiceProtocol {
    let store: JobQueueStore
    let logger: Logger

    func listDeadLetters(
        request: Jq_V1_ListDeadLettersRequest, context: ServerContext
    ) async throws -> Jq_V1_ListDeadLettersResponse {
        guard request.pageSize >= 0, request.pageSize <= 100 else {
            throw invalid("page_size \(request.pageSize) is not within 0 to 100")
        }
        let limit = request.pageSize == 0 ? 20 : Int(request.pageSize)
        let before = request.pageToken.isEmpty ? nil : try parseID(request.pageToken, field: "page_token")
        let jobs = try await store.deadLetters(
            DeadLetterSelector(request.selector), before: before, limit: limit)
        return .with {
            $0.jobs = jobs.map { Jq_V1_Job($0) }
            if jobs.count == limit, let last = jobs.last { $0.nextPageToken = last.id.description }
        }
    }

    func countDeadLetters(
        request: Jq_V1_CountDeadLettersRequest, context: ServerContext
    ) async throws -> Jq_V1_CountDeadLettersResponse {
        let count = try await store.countDeadLetters(DeadLetterSelector(request.selector))
        return .with {
            $0.total = count.total
            $0.groups = count.groups.map { Jq_V1_DeadLetterGroup($0) }
        }
    }

    func createRedrive(
        request: Jq_V1_CreateRedriveRequest, context: ServerContext
    ) async throws -> Jq_V1_CreateRedriveResponse {
        let selector = try DeadLetterSelector(request.selector)
        let actor = try actorName(request.actor)
        guard request.rate.isFinite, (0...1_000_000).contains(request.rate) else {
            throw invalid("rate \(request.rate) is not within 0 to 1,000,000 jobs a second")
        }
        guard (0...1).contains(request.stopAtFailureRate) else {
            throw invalid("stop_at_failure_rate \(request.stopAtFailureRate) is not within 0 to 1")
        }
        guard request.stopAfter >= 0 else { throw invalid("stop_after is negative") }
        let stopAfter = request.stopAfter == 0 ? 20 : request.stopAfter
        guard !request.dryRun else {
            let count = try await store.countDeadLetters(selector)
            return .with {
                $0.redrive = .with {
                    $0.selector = request.selector
                    $0.rate = request.rate
                    $0.stopAtFailureRate = request.stopAtFailureRate
                    $0.stopAfter = stopAfter
                    $0.actor = actor
                    $0.matched = count.total
                }
                $0.groups = count.groups.map { Jq_V1_DeadLetterGroup($0) }
            }
        }
        let (redrive, count) = try await store.createRedrive(
            selector, rate: request.rate, stopAtFailureRate: request.stopAtFailureRate, stopAfter: stopAfter,
            actor: actor)
        logger.info(
            "redrive made",
            metadata: [
                "redrive": "\(redrive.id)", "actor": "\(actor)", "matched": "\(redrive.matched)",
                "rate": "\(redrive.rate)",
            ])
        return .with {
            $0.redrive = Jq_V1_Redrive(redrive)
            $0.groups = count.groups.map { Jq_V1_DeadLetterGroup($0) }
        }
    }

    func getRedrive(
        request: Jq_V1_GetRedriveRequest, context: ServerContext
    ) async throws -> Jq_V1_GetRedriveResponse {
        let redrive = try await known(request.redriveID)
        return .with { $0.redrive = Jq_V1_Redrive(redrive) }
    }

    func listRedrives(
        request: Jq_V1_ListRedrivesRequest, context: ServerContext
    ) async throws -> Jq_V1_ListRedrivesResponse {
        let redrives = try await store.redrives()
        return .with { $0.redrives = redrives.map { Jq_V1_Redrive($0) } }
    }

    /// Looks twice a second and holds no more than the state that it sent last.
    ///
    /// - Throws: UNAVAILABLE when the server stops before the end of the redrive.
    func watchRedrive(
        request: Jq_V1_WatchRedriveRequest, response: RPCWriter<Jq_V1_Redrive>, context: ServerContext
    ) async throws {
        var sent: Redrive?
        for await _ in Ticker(every: .milliseconds(500)).cancelOnGracefulShutdown() {
            // Nothing is written, and so nothing fails, as long as nothing changes.
            if context.cancellation.isCancelled { return }
            let redrive = try await known(request.redriveID)
            if redrive != sent { try await response.write(Jq_V1_Redrive(redrive)) }
            if redrive.state.hasEnded { return }
            sent = redrive
        }
        throw RPCError(code: .unavailable, message: "the server stops; watch again")
    }

    func controlRedrive(
        request: Jq_V1_ControlRedriveRequest, context: ServerContext
    ) async throws -> Jq_V1_ControlRedriveResponse {
        let id = try parseID(request.redriveID, field: "redrive_id")
        let command: RedriveCommand =
            switch request.command {
            case .pause: .pause
            case .resume: .resume
            case .cancel: .cancel
            case .unspecified, .UNRECOGNIZED: throw invalid("command is not one that this server knows")
            }
        let redrive = try await store.controlRedrive(id, command)
        logger.info(
            "redrive \(command)", metadata: ["redrive": "\(id)", "state": "\(redrive.state.rawValue)"])
        return .with { $0.redrive = Jq_V1_Redrive(redrive) }
    }

    func purgeDeadLetters(
        request: Jq_V1_PurgeDeadLettersRequest, context: ServerContext
    ) async throws -> Jq_V1_PurgeDeadLettersResponse {
        let selector = try DeadLetterSelector(request.selector)
        let actor = try actorName(request.actor)
        let count = try await store.countDeadLetters(selector)
        var response = Jq_V1_PurgeDeadLettersResponse()
        response.groups = count.groups.map { Jq_V1_DeadLetterGroup($0) }
        guard !request.dryRun else { return response }
        // One line for each transaction: what is gone is told even when the call does not come to its end.
        let logger = logger
        response.purged = Int64(
            try await store.purgeDeadLetters(selector) { removed in
                logger.notice(
                    "dead letters purged", metadata: ["actor": "\(actor)", "count": "\(removed)"])
            })
        return response
    }

    private func known(_ text: String) async throws -> Redrive {
        let id = try parseID(text, field: "redrive_id")
        guard let redrive = try await store.redrive(id) else {
            throw notFound("redrive \(id) does not exist")
        }
        return redrive
    }

    private func actorName(_ text: String) throws(RPCError) -> String {
        guard text.utf8.count <= 200, !text.contains("\0") else {
            throw invalid("actor is longer than 200 bytes, or holds a NUL character")
        }
        return text.isEmpty ? "unknown" : text
    }
}

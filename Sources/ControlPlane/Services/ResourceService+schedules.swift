import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import Resources
import SwiftProtobuf

extension ResourceService {
    func getScheduleHistory(
        request: Jq_V1_GetScheduleHistoryRequest, context: ServerContext
    ) async throws -> Jq_V1_GetScheduleHistoryResponse {
        let key = try request.key.key()
        guard key.kind == .schedule else { throw invalid("\(key) is not a Schedule; only schedules tick") }
        guard (0...1000).contains(request.limit) else {
            throw invalid("limit \(request.limit) is not within 0 to 1,000")
        }
        let limit = request.limit == 0 ? 20 : Int(request.limit)
        guard let history = try await store.scheduleHistory(of: key, limit: limit) else {
            throw notFound("\(key) does not exist")
        }
        return .with {
            $0.ticks = history.entries.map { Jq_V1_ScheduleTick($0) }
            $0.timeZone = history.timeZone
            $0.declared = history.isDeclared
            $0.suspended = history.isSuspended
            if let next = history.next { $0.nextTick = .init(micros: next) }
        }
    }
}

extension Jq_V1_ScheduleTick {
    fileprivate init(_ entry: ScheduleHistory.Entry) {
        self.init()
        instant = .init(micros: entry.tick.instant)
        decision = entry.tick.job == nil ? "skipped" : "fired"
        reason = entry.tick.reason ?? ""
        jobID = entry.tick.job?.description ?? ""
        if let state = entry.jobState { jobStatus = Jq_V1_JobStatus(state) }
        decidedAt = .init(micros: entry.decidedAt)
    }
}

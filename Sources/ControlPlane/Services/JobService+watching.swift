import GRPCCore
import JobQueueProto

extension JobService {
    func listJobAttempts(
        request: Jq_V1_ListJobAttemptsRequest, context: ServerContext
    ) async throws -> Jq_V1_ListJobAttemptsResponse {
        throw RPCError(code: .unimplemented, message: "not yet")
    }

    func watchJob(
        request: Jq_V1_WatchJobRequest, response: RPCWriter<Jq_V1_JobUpdate>, context: ServerContext
    ) async throws {
        throw RPCError(code: .unimplemented, message: "not yet")
    }
}

import GRPCCore
import JobQueueProto

extension JobService {
    func explainJob(
        request: Jq_V1_ExplainJobRequest, context: ServerContext
    ) async throws -> Jq_V1_ExplainJobResponse {
        throw RPCError(code: .unimplemented, message: "not yet")
    }
}

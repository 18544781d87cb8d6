import GRPCCore
import JobQueueProto

extension AdminService {
    func overrideQueue(
        request: Jq_V1_OverrideQueueRequest, context: ServerContext
    ) async throws -> Jq_V1_OverrideQueueResponse {
        throw RPCError(code: .unimplemented, message: "not yet")
    }

    func clearQueueOverrides(
        request: Jq_V1_ClearQueueOverridesRequest, context: ServerContext
    ) async throws -> Jq_V1_ClearQueueOverridesResponse {
        throw RPCError(code: .unimplemented, message: "not yet")
    }

    func listQueueOverrides(
        request: Jq_V1_ListQueueOverridesRequest, context: ServerContext
    ) async throws -> Jq_V1_ListQueueOverridesResponse {
        throw RPCError(code: .unimplemented, message: "not yet")
    }
}

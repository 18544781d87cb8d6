import GRPCCore
import JobQueueProto
import Lifecycle
import Planning
import PostgresStore
import Resources
import SwiftProtobuf

extension JobService {
    func explainJob(
        request: Jq_V1_ExplainJobRequest, context: ServerContext
    ) async throws -> Jq_V1_ExplainJobResponse {
        guard request.jobID.isEmpty != request.resource.isEmpty else {
            throw invalid("give either job_id or resource")
        }
        let found: ExplainedJob
        if request.resource.isEmpty {
            let id = try parseID(request.jobID, field: "job_id")
            guard let job = try await store.explain(job: id) else {
                throw notFound("job \(id) does not exist")
            }
            found = job
        } else {
            guard let key = ResourceKey(kind: .job, storedName: request.resource), key.nameProblem == nil
            else { throw invalid("resource \"\(request.resource)\" is not the name of a Job") }
            guard let run = try await store.explain(resource: key) else {
                throw notFound("\(key) is not declared and has never run")
            }
            found = run
        }
        return Jq_V1_ExplainJobResponse(found)
    }
}

extension Jq_V1_ExplainJobResponse {
    init(_ found: ExplainedJob) {
        self.init()
        if let record = found.job { job = Jq_V1_Job(record) }
        causes = found.explanation.causes.map { cause in
            .with {
                $0.kind = cause.kind.rawValue
                $0.message = cause.message
                $0.jobIds = cause.jobs.map(\.description)
                if let until = cause.until { $0.until = .init(micros: until) }
            }
        }
        position = found.explanation.position
        if let start = found.explanation.estimatedStart { estimatedStart = .init(micros: start) }
    }
}

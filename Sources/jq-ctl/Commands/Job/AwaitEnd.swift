import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// Asks for a job's status, ever less often up to once a second, until it has ended.
func awaitEnd(of id: String, on server: Connection) async throws -> Jq_V1_Job {
    var pause = Duration.milliseconds(20)
    while true {
        let job = try await server.jobs { try await $0.getJobStatus(.with { $0.jobID = id }, options: $1) }
            .job
        if job.status.hasEnded { return job }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(1))
    }
}

/// The failure of a command that waited for a job which was dead-lettered.
func endedBadly(_ job: Jq_V1_Job) -> CommandFailure {
    let why = [job.reason, job.errorMessage.onOneLine].filter { !$0.isEmpty }.joined(separator: ": ")
    return CommandFailure("job \(job.jobID) is \(job.status.word)" + (why.isEmpty ? "" : ", \(why)"))
}

import FoundationEssentials
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

// How stored values look on the wire.

extension Google_Protobuf_Timestamp {
    /// From microseconds since 1970.
    init(micros: Int64) {
        let seconds = micros >= 0 ? micros / 1_000_000 : (micros - 999_999) / 1_000_000
        self.init()
        self.seconds = seconds
        nanos = Int32(truncatingIfNeeded: (micros - seconds * 1_000_000) * 1000)
    }

    /// Microseconds since 1970.
    var micros: Int64 { seconds &* 1_000_000 &+ Int64(nanos) / 1000 }
}

extension Jq_V1_JobStatus {
    init(_ state: JobState) {
        switch state {
        case .pending: self = .pending
        case .assigned: self = .assigned
        case .running: self = .running
        case .done: self = .done
        case .failed: self = .failed
        case .deadLettered: self = .deadLettered
        }
    }

    /// Nil for "unspecified" and for values of a newer client.
    var state: JobState? {
        switch self {
        case .pending: .pending
        case .assigned: .assigned
        case .running: .running
        case .done: .done
        case .failed: .failed
        case .deadLettered: .deadLettered
        case .unspecified, .UNRECOGNIZED: nil
        }
    }
}

extension Jq_V1_Job {
    init(_ job: JobRecord) {
        self.init()
        jobID = job.id.description
        queueName = job.queue
        payload = Data(job.payload)
        priority = Int32(job.priority)
        status = Jq_V1_JobStatus(job.state)
        maxRetries = job.maxRetries
        retryCount = job.retryCount
        createdAt = .init(micros: job.createdAt)
        if let time = job.startedAt { startedAt = .init(micros: time) }
        if let time = job.completedAt { completedAt = .init(micros: time) }
        if let time = job.notBefore { notBefore = .init(micros: time) }
        workerID = job.worker?.description ?? ""
        result = Data(job.result ?? [])
        errorMessage = job.error ?? ""
        reason = job.reason ?? ""
        resource = job.resource ?? ""
        attempt = job.attempt
        queueGeneration = job.queueGeneration
        waitsFor = job.waitsFor?.description ?? ""
        cancelRequested = job.cancelRequested
        schedule = job.schedule ?? ""
        concurrencyKey = job.concurrencyKey ?? ""
        uniqueKey = job.uniqueKey ?? ""
        labels = job.labels
        if let percent = job.progressPercent { progressPercent = percent }
        progressNote = job.progressNote ?? ""
        if let code = job.exitCode { exitCode = code }
    }
}

extension Jq_V1_JobEvent {
    init(_ event: JobEventRecord) {
        self.init()
        id = event.id
        jobID = event.job.description
        if let from = event.from { fromStatus = Jq_V1_JobStatus(from) }
        toStatus = Jq_V1_JobStatus(event.to)
        workerID = event.worker?.description ?? ""
        reason = event.reason ?? ""
        attempt = event.attempt
        occurredAt = .init(micros: event.occurredAt)
        errorMessage = event.error ?? ""
        if let code = event.exitCode { exitCode = code }
    }
}

extension Jq_V1_Assignment {
    init(_ job: ClaimedJob) {
        self.init()
        jobID = job.id.description
        queueName = job.queue
        payload = Data(job.payload)
        priority = Int32(job.priority)
        attempt = job.attempt
        leaseEpoch = job.leaseEpoch
        timeoutMs = job.timeoutMilliseconds ?? 0
        runKey = job.runKey.map(hexadecimal) ?? jobID
        retryCount = job.retryCount
        maxRetries = job.maxRetries
    }
}

extension Jq_V1_Worker {
    init(_ worker: WorkerRecord) {
        self.init()
        workerID = worker.id.description
        hostname = worker.hostname
        status =
            switch worker.state {
            case .online: .online
            case .offline: .offline
            case .draining: .draining
            }
        concurrency = worker.concurrency
        activeJobCount = worker.busy
        lastHeartbeat = .init(micros: worker.lastHeartbeat)
        registeredAt = .init(micros: worker.registeredAt)
        queues = worker.queues
        pool = worker.pool
        version = worker.version
    }
}

/// Lower-case hexadecimal digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

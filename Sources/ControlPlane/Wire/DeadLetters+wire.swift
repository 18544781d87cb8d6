import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf

extension DeadLetterSelector {
    /// A request's selector with its values checked.
    init(_ wire: Jq_V1_DeadLetterSelector) throws(RPCError) {
        let texts = [wire.queueName, wire.labelSelector, wire.errorPattern] + wire.reasons
        guard !texts.contains(where: { $0.contains("\0") }) else {
            throw invalid("the selector holds a NUL character")
        }
        guard texts.allSatisfy({ $0.utf8.count <= 2000 }) else {
            throw invalid("the selector has a text of more than 2,000 bytes")
        }
        let known = TransitionReason.ofDeadLetters.map(\.rawValue)
        if let other = wire.reasons.first(where: { !known.contains($0) }) {
            throw invalid(
                "no job dies of reason \"\(other)\"; these are known: \(known.joined(separator: ", "))")
        }
        guard wire.jobIds.count <= DeadLetterSelector.jobLimit else {
            throw invalid(
                "\(wire.jobIds.count) job ids; at most \(DeadLetterSelector.jobLimit) are taken, use a selector"
            )
        }
        self.init(
            queue: wire.queueName.isEmpty ? nil : wire.queueName, reasons: wire.reasons,
            labels: try LabelSelector(wire.labelSelector).requirements,
            errorPattern: wire.errorPattern.isEmpty ? nil : wire.errorPattern)
        // What says nothing must not stand for everything, least of all in a purge.
        guard wire.labelSelector.isEmpty || !labels.isEmpty, !labels.contains(where: \.key.isEmpty) else {
            throw invalid("label selector \"\(wire.labelSelector)\" has an empty key")
        }
        for id in wire.jobIds { jobs.append(try parseID(id, field: "job_ids")) }
        if wire.hasSince { since = try boundedMicros(wire.since, field: "since") }
        if wire.hasUntil { until = try boundedMicros(wire.until, field: "until") }
        if let since, let until, since >= until {
            throw invalid("since is not before until: nothing can fit")
        }
    }
}

/// A time that PostgreSQL can hold.
private func boundedMicros(_ time: Google_Protobuf_Timestamp, field: String) throws(RPCError) -> Int64 {
    guard (-62_135_596_800...253_402_300_799).contains(time.seconds) else {
        throw invalid("\(field) is not within the years 1 to 9999")
    }
    return time.micros
}

extension Jq_V1_DeadLetterSelector {
    init(_ selector: DeadLetterSelector) {
        self.init()
        queueName = selector.queue ?? ""
        reasons = selector.reasons
        if let time = selector.since { since = .init(micros: time) }
        if let time = selector.until { until = .init(micros: time) }
        labelSelector = selector.labels.map(\.text).joined(separator: ",")
        errorPattern = selector.errorPattern ?? ""
        jobIds = selector.jobs.map(\.description)
    }
}

extension Jq_V1_DeadLetterGroup {
    init(_ group: DeadLetterGroup) {
        self.init()
        queueName = group.queue
        reason = group.reason
        count = group.count
        oldest = .init(micros: group.oldest)
        newest = .init(micros: group.newest)
        sampleError = group.sampleError
    }
}

extension Jq_V1_Redrive {
    init(_ redrive: Redrive) {
        self.init()
        redriveID = redrive.id.description
        selector = Jq_V1_DeadLetterSelector(redrive.selector)
        state = redrive.state.rawValue
        rate = redrive.rate
        stopAtFailureRate = redrive.stopAtFailureRate
        stopAfter = redrive.stopAfter
        matched = redrive.matched
        redriven = redrive.redriven
        succeeded = redrive.succeeded
        failed = redrive.failed
        actor = redrive.actor
        createdAt = .init(micros: redrive.createdAt)
        updatedAt = .init(micros: redrive.updatedAt)
        if let time = redrive.finishedAt { finishedAt = .init(micros: time) }
        message = redrive.message
    }
}

import JobQueueProto
import Planning
import Resources
import SwiftProtobuf

extension Connection {
    /// Overrides settings of a queue; all that is overridden in it then. A repetition only moves the end.
    func override(
        _ queue: String, _ settings: [(field: OverridableField, value: Value)], _ options: OverrideOptions
    ) async throws(CommandFailure) -> [Jq_V1_QueueOverride] {
        let duration = try options.duration()
        let reason = try options.requiredReason()
        return try await admin {
            try await $0.overrideQueue(
                .with {
                    $0.queueName = queue
                    $0.settings = settings.map { field, value in
                        .with {
                            $0.field = field.rawValue
                            $0.value = String(decoding: value.canonicalJSON(), as: UTF8.self)
                        }
                    }
                    $0.duration = .init(rounding: duration)
                    $0.reason = reason
                    $0.actor = options.owner
                }, options: $1)
        }.overrides
    }

    /// Ends overrides of a queue; what was ended. All of them when there are no fields.
    func clearOverrides(
        _ queue: String, _ fields: [OverridableField], by actor: String
    ) async throws(CommandFailure) -> [Jq_V1_QueueOverride] {
        try await admin {
            try await $0.clearQueueOverrides(
                .with {
                    $0.queueName = queue
                    $0.fields = fields.map(\.rawValue)
                    $0.actor = actor
                }, options: $1)
        }.cleared
    }

    /// What is overridden now, in one queue or in all.
    func overrides(_ queue: String?) async throws(CommandFailure) -> [Jq_V1_QueueOverride] {
        try await admin {
            try await $0.listQueueOverrides(.with { $0.queueName = queue ?? "" }, options: $1)
        }.overrides
    }

    /// Overrides that are over, of one queue or of all; the one that ended last first.
    func endedOverrides(
        _ queue: String?, limit: Int32
    ) async throws(CommandFailure) -> [Jq_V1_EndedOverride] {
        try await admin {
            try await $0.listEndedOverrides(
                .with {
                    $0.queueName = queue ?? ""
                    $0.limit = limit
                }, options: $1)
        }.overrides
    }

    /// "8 jobs run on; 1,204 wait" or "1,204 jobs may start", as far as the server knows them.
    func consequence(_ queue: String, paused: Bool) async throws(CommandFailure) -> String {
        let stats = try await admin { try await $0.getQueueStats(.with { $0.name = queue }, options: $1) }
            .stats
        let running = stats.running + stats.assigned
        if paused {
            return "\(grouped(running)) \(running == 1 ? "job runs" : "jobs run") on; "
                + "\(grouped(stats.pending)) \(stats.pending == 1 ? "waits" : "wait")"
        }
        return "\(grouped(stats.pending)) waiting \(stats.pending == 1 ? "job" : "jobs") may start"
    }
}

/// Digits in groups of three.
func grouped(_ number: Int64) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}

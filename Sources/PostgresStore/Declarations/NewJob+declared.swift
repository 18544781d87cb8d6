import Lifecycle
import Planning
import Postgres
import Resources

extension NewJob {
    /// The job that a spec asks for, of a Job resource or of a Schedule's template, with a fresh id.
    init(_ spec: JobSpec, in namespace: String) {
        self.init(
            id: freshJobID(), queue: storedQueueName(spec.queue, in: namespace),
            payload: Self.payload(of: spec))
        priority = spec.priority.map { Int16(clamping: $0) }
        maxRetries = spec.maxRetries.map { Int32(clamping: $0) }
        ttlSeconds = spec.ttl.map { $0.components.seconds }
        timeoutMilliseconds = spec.timeout?.milliseconds
        notBefore = spec.notBeforeMicros
        concurrencyKey = spec.concurrencyKey
        uniqueKey = spec.uniqueKey
        uniquePeriodMilliseconds = spec.uniqueFor?.milliseconds
        backoff = spec.backoff.map { ($0.base.milliseconds, $0.max.milliseconds, $0.jitter) }
    }

    /// What a worker gets: a command as REQUIREMENTS R9 has it, any other payload as it was written.
    private static func payload(of spec: JobSpec) -> [UInt8] {
        switch spec.work {
        case .payload(let value): return value.canonicalJSON()
        case .command(let command):
            var members: [String: Value] = ["command": .array(command.map { .string($0) })]
            if !spec.env.isEmpty { members["env"] = .object(spec.env.mapValues { .string($0) }) }
            return Value.object(members).canonicalJSON()
        }
    }
}

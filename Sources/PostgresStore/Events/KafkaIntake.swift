public import Lifecycle
import Postgres

/// Consecutive messages of one partition, as jobs.
public struct KafkaIntake: Sendable {
    /// Stored name of the queue that takes them.
    public var queue: String
    /// Where they are from.
    public var topic: String
    /// Where they are from.
    public var partition: Int32
    /// The offset that the queue is thought to be at.
    public var expected: Int64
    /// The offset after the last of them.
    public var next: Int64
    /// One job for each message.
    public var jobs: [NewJob] = []
    /// Those of `jobs` that no worker is to get: they become dead letters at once (PAYLOAD_TOO_LARGE).
    public var oversized: Set<JobID> = []

    /// No messages yet.
    public init(queue: String, topic: String, partition: Int32, expected: Int64) {
        self.queue = queue
        self.topic = topic
        self.partition = partition
        self.expected = expected
        next = expected
    }
}

/// What became of an intake.
public enum KafkaIntakeOutcome: Sendable {
    /// The jobs exist and the offset has moved, in one transaction. Those that can be claimed.
    case taken([ReadyJob])
    /// The queue is not at the expected offset: another server has taken the messages. Nothing was changed.
    case moved
    /// The queue is gone or takes no more jobs. Nothing was changed.
    case refused
}

extension JobQueueStore {
    /// Makes messages jobs and moves the queue's offset, in one transaction that begins with the check of the offset:
    /// whoever comes second waits for the first, and then changes nothing.
    public func takeIn(_ intake: KafkaIntake) async throws(StoreError) -> KafkaIntakeOutcome {
        let move = kafkaMove(intake.queue, intake.topic, intake.partition, intake.expected, intake.next)
        do {
            let ready = try await general.transaction { transaction in
                guard try await transaction.execute(KafkaOffsetSQL.move, move).count > 0 else {
                    throw OffsetMoved()
                }
                guard !intake.jobs.isEmpty else { return [ReadyJob]() }
                let rows = try await transaction.execute(
                    SubmitSQL.allOrNone, SubmitSQL.parameters(intake.jobs))
                let ready = SubmitSQL.outcome(rows).outcome.ready
                if intake.oversized.isEmpty { return ready }
                var parameters = Parameters()
                parameters.append(Array(intake.oversized))
                _ = try await transaction.execute(oversizedStatement, parameters)
                return ready.filter { !intake.oversized.contains($0.id) }
            }
            eventSignal.raise()
            return .taken(ready)
        } catch is OffsetMoved {
            return .moved
        } catch let error as PostgresError where error.sqlstate == "23502" {
            // The statement aborts itself when there is no queue that takes jobs.
            return .refused
        } catch { throw StoreError.wrapping(error) }
    }
}

private struct OffsetMoved: Error {}

private let oversizedStatement = EndSQL.deadLetterWaiting(
    "kafka_oversized", condition: "job_id = ANY($1::uuid[])", reason: "PAYLOAD_TOO_LARGE")

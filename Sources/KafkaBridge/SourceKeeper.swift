import Logging
import Planning
import PostgresStore
import Resources

/// Runs a source for each queue that declares one: starts, changes and ends them as the declarations say.
struct SourceKeeper: Sendable {
    private static let interval = Duration.seconds(2)

    let store: JobQueueStore
    let logger: Logger
    /// Reads for one queue until its task is cancelled.
    let read: @Sendable (SourceJobs) async -> Void

    private struct Running {
        var source: QueueSpec.KafkaSource
        var task: Task<Void, Never>
    }

    /// Looks after the sources until the task is cancelled.
    func run() async {
        var running: [String: Running] = [:]
        while !Task.isCancelled {
            do {
                let declared = try await declaredSources(store)
                for (queue, entry) in running where declared[queue] != entry.source {
                    entry.task.cancel()
                    await entry.task.value
                    running[queue] = nil
                }
                for (queue, source) in declared where running[queue] == nil {
                    let read = read
                    let jobs = SourceJobs(queue: queue, source: source)
                    running[queue] = Running(source: source, task: Task { await read(jobs) })
                }
            } catch {
                logger.debug("cannot read the declared sources", metadata: ["error": "\(error)"])
            }
            do { try await ContinuousClock().sleep(for: Self.interval) } catch { break }
        }
        for entry in running.values { entry.task.cancel() }
        for entry in running.values { await entry.task.value }
    }
}

/// The sources of queues that take jobs, by stored name of the queue. A paused queue takes them as it takes submitted
/// ones; one that is being deleted does not.
func declaredSources(_ store: JobQueueStore) async throws(StoreError) -> [String: QueueSpec.KafkaSource] {
    var sources: [String: QueueSpec.KafkaSource] = [:]
    for record in try await store.declared(kind: .queue) {
        let resource = record.live.resource
        if let source = QueueSpec(resource).kafka { sources[resource.key.storedName] = source }
    }
    if sources.isEmpty { return [:] }
    for queue in try await store.queues() where queue.draining { sources[queue.name] = nil }
    return sources
}

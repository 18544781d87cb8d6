public import Resources

/// Stored names of the queues that a plan looks at; nil: any. To load these alone lets a small batch cost what it
/// touches, whatever else is stored.
///
/// - Parameter declared: what is stored under the keys of `desired` and of the deletions that are asked for.
public func queuesInPlay(
    _ desired: [Resource], declared: [ResourceKey: LiveResource], options: PlanOptions
) -> Set<String>? {
    // What prune deletes may send its jobs anywhere, and prune is for whole sources.
    if options.prune { return nil }
    var names: Set<String> = []
    for resource in desired {
        let key = resource.key
        switch key.kind {
        case .queue: names.insert(key.storedName)
        case .job: names.insert(storedQueueName(JobSpec(resource).queue, in: key.namespace))
        case .workerPool:
            for queue in WorkerPoolSpec(resource).queues {
                names.insert(storedQueueName(queue, in: key.namespace))
            }
        case .schedule:
            names.insert(storedQueueName(ScheduleSpec(resource).jobTemplate.queue, in: key.namespace))
        case .worker: break
        }
    }
    for key in options.namedDeletions where key.kind == .queue {
        names.insert(key.storedName)
        if let stored = declared[key], let target = QueueSpec(stored.resource).moveTo {
            names.insert(storedQueueName(target, in: key.namespace))
        }
    }
    return names
}

/// A queue is named within the namespace of who refers to it; "team/name" names one elsewhere.
public func storedQueueName(_ queue: String, in namespace: String) -> String {
    queue.contains("/") ? queue : ResourceKey(kind: .queue, namespace: namespace, name: queue).storedName
}

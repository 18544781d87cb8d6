import Resources

/// What a declaration does to the reading of a queue's topic.
struct KafkaEffects {
    /// Nil: no topic was read.
    var before: QueueSpec.KafkaSource?
    /// Nil: no topic is to be read.
    var after: QueueSpec.KafkaSource?

    /// One clause for each thing that happens.
    var sentences: [String] {
        switch (before, after) {
        case (nil, nil): []
        case (nil, let after?): ["each message of topic \(after.topic) becomes a job, \(start(after))"]
        case (let before?, nil): [stop(before)]
        case (let before?, let after?) where before.topic != after.topic:
            [stop(before), "each message of topic \(after.topic) becomes a job, \(start(after))"]
        case (let before?, let after?) where before.startFrom != after.startFrom:
            ["partitions of topic \(after.topic) that are read already go on where they are"]
        default: []
        }
    }

    private func start(_ source: QueueSpec.KafkaSource) -> String {
        let place = source.startFrom == .earliest ? "from the oldest on" : "from now on"
        return "\(place), or from where this queue has read before"
    }

    private func stop(_ source: QueueSpec.KafkaSource) -> String {
        "topic \(source.topic) is read no more; where it was read to is kept"
    }
}

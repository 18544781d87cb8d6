/// How many jobs of a queue are where.
public struct QueueNumbers: Hashable, Sendable {
    /// Ready to be claimed.
    public var ready: Int64
    /// To be ready later.
    public var scheduled: Int64
    /// Given to a worker that has not started them.
    public var assigned: Int64
    /// Running.
    public var running: Int64
    /// Ended well.
    public var done: Int64
    /// Dead letters.
    public var dead: Int64

    /// Exactly these.
    public init(
        ready: Int64 = 0, scheduled: Int64 = 0, assigned: Int64 = 0, running: Int64 = 0, done: Int64 = 0,
        dead: Int64 = 0
    ) {
        self.ready = ready
        self.scheduled = scheduled
        self.assigned = assigned
        self.running = running
        self.done = done
        self.dead = dead
    }

    /// The fields of the hash, in order.
    var fields: [(name: String, value: Int64)] {
        [
            ("ready", ready), ("scheduled", scheduled), ("assigned", assigned), ("running", running),
            ("done", done), ("dead", dead),
        ]
    }

    init?(_ fields: [String: String]) {
        func number(_ name: String) -> Int64? { fields[name].flatMap { Int64($0) } }
        guard let ready = number("ready"), let scheduled = number("scheduled"),
            let assigned = number("assigned"),
            let running = number("running"), let done = number("done"), let dead = number("dead")
        else { return nil }
        self.init(
            ready: ready, scheduled: scheduled, assigned: assigned, running: running, done: done, dead: dead)
    }
}

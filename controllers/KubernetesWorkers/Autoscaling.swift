/// How many workers a pool should have, from what its queues hold. A pure rule with a memory: it follows a rising
/// load at once and a falling one only after a while, so that a pause between two waves does not cost the workers
/// (the stabilization window of the Kubernetes HorizontalPodAutoscaler).
public struct Autoscaling: Sendable {
    /// What the pool's declaration asks for.
    public struct Target: Hashable, Sendable {
        /// Never fewer workers than this; 0 lets the pool sleep.
        public var min: Int
        /// Never more.
        public var max: Int
        /// Jobs that one worker may have waiting for it; nil: no such target.
        public var backlogPerWorker: Int?
        /// How long a job may wait for its start; nil: no such target.
        public var startLatency: Duration?
        /// How long a smaller number must have been enough.
        public var scaleDownDelay: Duration
        /// Jobs that one worker runs at the same time.
        public var concurrency: Int

        /// A target of exactly these parts.
        public init(
            min: Int, max: Int, backlogPerWorker: Int? = nil, startLatency: Duration? = nil,
            scaleDownDelay: Duration, concurrency: Int
        ) {
            self.min = min
            self.max = Swift.max(min, max)
            self.backlogPerWorker = backlogPerWorker
            self.startLatency = startLatency
            self.scaleDownDelay = scaleDownDelay
            self.concurrency = Swift.max(1, concurrency)
        }
    }

    /// What the pool's queues and workers look like now.
    public struct Load: Hashable, Sendable {
        /// Due jobs that wait for a worker.
        public var ready: Int64
        /// Jobs that workers hold.
        public var held: Int64
        /// Jobs that ended per second of late; 0 when unknown.
        public var finishRate: Double

        /// A load of exactly these parts.
        public init(ready: Int64, held: Int64, finishRate: Double) {
            self.ready = ready
            self.held = held
            self.finishRate = finishRate
        }
    }

    /// What was needed lately, oldest first; nothing that a later and larger need makes irrelevant.
    private var needs: [(at: Duration, workers: Int)] = []

    /// A scaler that knows of `current` workers, which it will not take away before the delay is over: after a
    /// restart nobody remembers what they were needed for.
    public init(current: Int, now: Duration) { needs = [(now, current)] }

    /// The number of workers that there should be.
    ///
    /// - Parameter now: monotonic, since any fixed moment.
    public mutating func workers(_ target: Target, _ load: Load, now: Duration) -> Int {
        let needed = Swift.min(target.max, Swift.max(target.min, need(target, load)))
        needs.removeAll { $0.at + target.scaleDownDelay <= now || $0.workers <= needed }
        needs.append((now, needed))
        return Swift.min(target.max, Swift.max(target.min, needs[0].workers))
    }

    /// What the load asks for, without bounds and memory.
    private func need(_ target: Target, _ load: Load) -> Int {
        let busy = divided(load.held, by: Int64(target.concurrency))
        guard load.ready > 0 else { return busy }
        var need = busy
        if let backlog = target.backlogPerWorker {
            need = Swift.max(need, divided(load.ready, by: Int64(Swift.max(1, backlog))))
        }
        if let latency = target.startLatency {
            need = Swift.max(need, needForLatency(latency, load, busy: Swift.max(1, busy)))
        }
        return Swift.max(1, need)
    }

    /// As many as clear the backlog within the target while they keep up with what ends now: a worker is taken to
    /// end as many jobs a second as each busy one does. While nothing has ended yet nobody knows how fast they are,
    /// and the number doubles.
    private func needForLatency(_ latency: Duration, _ load: Load, busy: Int) -> Int {
        guard load.finishRate > 0 else { return busy * 2 }
        let seconds = Swift.max(
            0.001, Double(latency.components.seconds) + Double(latency.components.attoseconds) / 1e18)
        let perWorker = load.finishRate / Double(busy)
        let wanted = (load.finishRate + Double(load.ready) / seconds) / perWorker
        return wanted >= 1e6 ? 1_000_000 : Int(wanted.rounded(.up))
    }

    private func divided(_ count: Int64, by size: Int64) -> Int {
        Int(clamping: (Swift.max(0, count) + size - 1) / size)
    }
}

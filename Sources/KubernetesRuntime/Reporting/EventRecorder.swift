public import KubernetesClient
public import KubernetesProtocol
public import Logging
internal import Metrics
public import ServiceLifecycle
internal import Synchronization

/// Writes Events (`events.k8s.io/v1`) about objects, for `kubectl describe` and `kubectl events`.
///
/// Recording never waits and never fails: an event that happens again becomes a series, an object with too
/// many is not heard for a while, and when the API server does not keep up, events are dropped. They are for
/// people; nothing may depend on them.
public final class EventRecorder: Service {
    struct State {
        var series = EventSeries()
        var queue: [EventSeries.Outcome] = []
        /// Where in `queue` the next one is: taking from the front must not move the rest each time.
        var position = 0
        /// The event that is being sent, until that is settled.
        var current: EventSeries.Outcome?
        var nextSweep: ContinuousClock.Instant?
        var isShutDown = false

        var waiting: Int { queue.count - position }
    }

    let connection: any ClusterConnection
    let controller: String
    let instance: String
    let capacity: Int
    let clock: any RuntimeClock
    let logger: Logger
    let state = Mutex(State())
    let wakeup = Wakeup()
    private let discarded: Counter

    /// Nothing is sent before ``run()``, but events can be recorded.
    ///
    /// - Parameters:
    ///   - controller: The program's name as the API wants it, such as `jq.dev/controller`.
    ///   - instance: Names this process.
    ///   - capacity: Events that may wait to be sent; further ones are dropped.
    public init(
        connection: any ClusterConnection, controller: String, instance: String, capacity: Int = 1000,
        clock: any RuntimeClock = SystemClock(), logger: Logger
    ) {
        self.connection = connection
        self.controller = controller
        self.instance = instance
        self.capacity = max(capacity, 1)
        self.clock = clock
        self.logger = logger
        discarded = Counter(label: "jq_events_discarded_total", dimensions: [("controller", controller)])
    }

    /// Events that wait to be sent.
    public var waiting: Int { state.withLock { $0.waiting } }

    /// Something happened to an object.
    ///
    /// - Parameters:
    ///   - object: The object as it was read; with its uid, or people will not find the event.
    ///   - action: What was done or tried, in CamelCase.
    ///   - reason: Why, in CamelCase; few different ones.
    ///   - note: For people; cut to 1024 bytes. Of a repeated event the first note stays.
    public func record(
        _ object: KubernetesObject, type: EventType = .normal, action: String, reason: String, note: String
    ) {
        record(
            EventKey(type: type, action: action, reason: reason, regarding: EventReference(object)),
            note: note)
    }

    /// Something of this sort happened.
    public func record(_ key: EventKey, note: String) {
        let now = clock.now
        let isDropped = state.withLock { state in
            let outcome = state.series.record(key, note: note, at: now, wallMicros: clock.wallMicros)
            switch outcome {
            case .counted: return false
            case .suppressed: return true
            case .create, .update: return !enqueue(outcome, &state)
            }
        }
        if isDropped { discarded.increment() } else { wakeup.signal() }
    }

    /// False when there is no room.
    private func enqueue(_ outcome: EventSeries.Outcome, _ state: inout State) -> Bool {
        guard state.waiting < capacity, !state.isShutDown else { return false }
        state.queue.append(outcome)
        return true
    }

    /// The next event to send, which is the last one again until it is settled; nil when none waits.
    func next() -> EventSeries.Outcome? {
        let now = clock.now
        return state.withLock { state in
            if let current = state.current { return current }
            if now >= state.nextSweep ?? now {
                state.nextSweep = now + EventSeries.sweepInterval
                for record in state.series.due(at: now) where !enqueue(.update(record), &state) {
                    discarded.increment()
                }
            }
            guard state.position < state.queue.count else { return nil }
            defer {
                state.position += 1
                if state.position * 2 > state.queue.count {
                    state.queue.removeFirst(state.position)
                    state.position = 0
                }
            }
            state.current = state.queue[state.position]
            return state.current
        }
    }

    /// The current event is sent or given up.
    func settle() { state.withLock { $0.current = nil } }
}

internal import Metrics
internal import Synchronization

/// Whether each thing that must go on in this process does go on: every watch, the lease, the database. A
/// process whose one watch has died silently looks healthy as a process, so each is asked for on its own.
///
/// Give each thing its ``LivenessCheck`` with ``check(_:limit:)``, and serve ``report`` at `/healthz`.
public final class LivenessBoard: Sendable {
    struct Entry {
        var limit: Duration?
        var state: LivenessState
        /// When it was heard of last; at first, when it was registered.
        var heard: ContinuousClock.Instant
        /// Tells a check from a later one of the same name.
        var generation: UInt64
    }

    struct Entries {
        var byName: [String: Entry] = [:]
        var lastGeneration: UInt64 = 0
    }

    let entries = Mutex(Entries())
    let clock: any RuntimeClock

    /// A board without checks, which is healthy.
    public init(clock: any RuntimeClock = SystemClock()) { self.clock = clock }

    /// Puts a check on the board, in the place of one with the same name. It has `limit` to be heard of for
    /// the first time.
    ///
    /// - Parameters:
    ///   - name: Such as `watch/queues.jq.dev`; without spaces and line ends, which are replaced.
    ///   - limit: It is unhealthy when it has been silent for longer. Nil: it is never too silent.
    public func check(_ name: String, limit: Duration? = nil) -> LivenessCheck {
        let name = String(name.map { $0.isWhitespace || $0.isNewline ? "-" : $0 })
        let now = clock.now
        let generation = entries.withLock { entries in
            entries.lastGeneration += 1
            entries.byName[name] = Entry(
                limit: limit, state: .starting, heard: now, generation: entries.lastGeneration)
            return entries.lastGeneration
        }
        return LivenessCheck(board: self, name: name, generation: generation)
    }

    /// How all checks stand now, by name.
    public var report: LivenessReport {
        let now = clock.now
        let lines = entries.withLock { entries in
            entries.byName.map { name, entry in
                LivenessReport.Line(
                    name: name, state: entry.state, age: now - entry.heard, limit: entry.limit)
            }
        }
        return LivenessReport(lines: lines.sorted { $0.name < $1.name })
    }

    /// Brings the gauges `jq_liveness_healthy` (1 or 0) and `jq_liveness_age_seconds` of each check up to
    /// date. Call it before metrics are read, or every few seconds.
    public func sampleMetrics() {
        for line in report.lines {
            let dimensions = [("check", line.name)]
            Gauge(label: "jq_liveness_healthy", dimensions: dimensions).record(line.problem == nil ? 1 : 0)
            Gauge(label: "jq_liveness_age_seconds", dimensions: dimensions).record(line.age / .seconds(1))
        }
    }

    func set(_ name: String, generation: UInt64, state: LivenessState, isHeard: Bool) {
        let now = clock.now
        entries.withLock { entries in
            guard entries.byName[name]?.generation == generation else { return }
            entries.byName[name]?.state = state
            if isHeard { entries.byName[name]?.heard = now }
        }
    }

    func remove(_ name: String, generation: UInt64) {
        entries.withLock { entries in
            guard entries.byName[name]?.generation == generation else { return }
            entries.byName[name] = nil
        }
    }
}

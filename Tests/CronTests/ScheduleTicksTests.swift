import Cron
import Resources
import Testing

/// The decision about ticks that are due. Times are in minutes.
@Suite("Decisions about ticks") struct ScheduleTicksTests {
    private static let minute: Int64 = 60_000_000

    private func decide(
        _ fields: [String: Value] = [:], since watermark: Int64 = 0, now: Int64, late seconds: Int64 = 0,
        active: Int = 0, obstacle: String? = nil
    ) throws -> ScheduleTicks.Decision {
        let spec = spec(["every": "1m"].merging(fields) { _, new in new })
        return ScheduleTicks(name: "s", spec: spec, times: try TickTimes(spec, zone: .utc)).decide(
            ScheduleTicks.Situation(
                watermark: watermark * Self.minute, now: now * Self.minute + seconds * 1_000_000,
                active: active, obstacle: obstacle))
    }

    private func text(_ decision: ScheduleTicks.Decision) -> [String] {
        decision.ticks.map { tick in
            let action =
                switch tick.action {
                case .fire: "fire"
                case .fireAfterActive: "wait"
                case .fireInstead: "replace"
                case .skip(let why): "skip: \(why)"
                }
            return "\(tick.instant / Self.minute) \(action)"
        }
    }

    @Test func aTickOnTimeFires() throws {
        let early = try decide(now: 0, late: 59)
        #expect(early.ticks.isEmpty && early.watermark == 0 && early.next == Self.minute)
        let due = try decide(now: 1, late: 2)
        #expect(text(due) == ["1 fire"] && due.watermark == Self.minute && due.next == 2 * Self.minute)
        #expect(try decide(since: 1, now: 1, late: 2).ticks.isEmpty)
        // The clock jumped back.
        #expect(try decide(since: 5, now: 1).ticks.isEmpty)
        #expect(try decide(since: 5, now: 1).next == 6 * Self.minute)
    }

    @Test func missedTicks() throws {
        let missed: [String: Value] = ["overlap": "Allow"]
        func policy(_ policy: String, within: String = "1h") -> [String: Value] {
            missed.merging(["missed": ["policy": .string(policy), "within": .string(within)]]) { $1 }
        }
        #expect(
            text(try decide(policy("Skip"), now: 5, late: 40))
                == ["5 skip: 5 ticks missed, missed.policy is Skip"])
        // One of them came on time.
        #expect(
            text(try decide(policy("Skip"), now: 5, late: 4))
                == ["4 skip: 4 ticks missed, missed.policy is Skip", "5 fire"])
        #expect(
            text(try decide(policy("Last"), now: 5, late: 40))
                == ["4 skip: 4 ticks missed, a later tick makes up for them", "5 fire"])
        #expect(text(try decide(policy("Last"), now: 1, late: 40)) == ["1 fire"])
        #expect(
            text(try decide(policy("Last", within: "10s"), now: 1, late: 40))
                == ["1 skip: missed, older than missed.within, 10s"])
        #expect(
            text(try decide(policy("All"), now: 3, late: 40)) == ["1 fire", "2 fire", "3 fire"])
        #expect(
            text(try decide(policy("All", within: "90s"), now: 5, late: 30)) == [
                "3 skip: 3 ticks missed, older than missed.within, 1m30s", "4 fire", "5 fire",
            ])
        // However long nobody looked.
        let long = try decide(["every": "1s", "missed": ["policy": "Skip"]], now: 1_000_000, late: 40)
        #expect(long.ticks.count == 17 && long.watermark == (1_000_000 * 60 + 40) * 1_000_000)
        #expect(text(long)[0].hasSuffix("skip: more than 100 ticks missed, missed.policy is Skip"))
    }

    /// Nobody is to blame for what had to wait for its turn.
    @Test func aTickThatWasNoticedInTimeIsNotMissed() throws {
        let spec = spec(["every": "1m", "overlap": "Allow", "missed": ["policy": "Skip"]])
        let ticks = ScheduleTicks(name: "s", spec: spec, times: try TickTimes(spec, zone: .utc))
        func decide(noticed seconds: Int64) -> [String] {
            text(
                ticks.decide(
                    ScheduleTicks.Situation(
                        watermark: 4 * Self.minute, now: 6 * Self.minute + 40_000_000,
                        noticed: seconds * 1_000_000)))
        }
        #expect(decide(noticed: 5 * 60 + 2) == ["5 fire", "6 fire"])
        #expect(
            decide(noticed: 5 * 60 + 16) == ["5 skip: missed, missed.policy is Skip", "6 fire"])
        #expect(decide(noticed: 60 * 60) == ["6 skip: 2 ticks missed, missed.policy is Skip"])
    }

    @Test(arguments: ["Skip", "Last", "All"])
    func whatIsDecidedIsNotDecidedAgainThoughItWouldStillBeOnTime(_ policy: String) throws {
        let spec = spec(["every": "1s", "overlap": "Allow", "missed": ["policy": .string(policy)]])
        let decision = ScheduleTicks(name: "s", spec: spec, times: try TickTimes(spec, zone: .utc)).decide(
            ScheduleTicks.Situation(watermark: Self.minute, now: Self.minute + 3_000_000))
        #expect(decision.ticks.map { $0.instant / 1_000_000 } == [61, 62, 63])
    }

    @Test func aLookDecidesAboutAHundredAndGoesOn() throws {
        let all: [String: Value] = ["overlap": "Allow", "missed": ["policy": "All", "within": "7d"]]
        var watermark: Int64 = 0
        var fired: [Int64] = []
        for count in [100, 100, 50] {
            let decision = try decide(all, since: watermark, now: 250)
            #expect(decision.ticks.count == count)
            fired += decision.ticks.map { $0.instant / Self.minute }
            watermark = decision.watermark / Self.minute
        }
        #expect(fired == Array(1...250))
        #expect(try decide(all, since: watermark, now: 250).ticks.isEmpty)
    }

    @Test func overlap() throws {
        #expect(
            text(try decide(now: 1, active: 1))
                == ["1 skip: the job of an earlier tick is still active (overlap: Skip)"])
        #expect(text(try decide(["overlap": "Allow"], now: 1, active: 9)) == ["1 fire"])
        #expect(text(try decide(["overlap": "Replace"], now: 1)) == ["1 fire"])
        #expect(text(try decide(["overlap": "Replace"], now: 1, active: 1)) == ["1 replace"])
        #expect(text(try decide(["overlap": "BufferOne"], now: 1)) == ["1 fire"])
        #expect(text(try decide(["overlap": "BufferOne"], now: 1, active: 1)) == ["1 wait"])
        #expect(
            text(try decide(["overlap": "BufferOne"], now: 1, active: 2))
                == ["1 skip: a tick waits already (overlap: BufferOne)"])
        let all: Value = ["policy": "All"]
        #expect(
            text(try decide(["overlap": "BufferOne", "missed": all], now: 3)) == [
                "1 fire", "2 wait", "3 skip: a tick waits already (overlap: BufferOne)",
            ])
        #expect(
            text(try decide(["overlap": "Replace", "missed": all], now: 2, active: 1))
                == ["1 skip: replaced at once by a later tick (overlap: Replace)", "2 replace"])
        #expect(
            text(try decide(["missed": all], now: 2))
                == ["1 fire", "2 skip: the job of an earlier tick is still active (overlap: Skip)"])
    }

    @Test func suspendedAndWithoutAQueue() throws {
        let suspended = try decide(["suspend": true], now: 100)
        #expect(suspended.ticks.isEmpty && suspended.watermark == 0 && suspended.next == nil)
        #expect(text(try decide(now: 1, obstacle: "no queue")) == ["1 skip: no queue"])
    }

    @Test func jitterIsSpreadAndTheSameEverywhere() throws {
        let spec = spec(["every": "1m", "jitter": "10s"])
        let times = try TickTimes(spec, zone: .utc)
        var seconds: [Int64: Int] = [:]
        for index in 0..<1000 {
            let instant = Int64(index) * Self.minute
            let starts = ["a", "b"].map {
                ScheduleTicks(name: $0, spec: spec, times: times).notBefore(of: instant)
            }
            #expect(starts[0] == ScheduleTicks(name: "a", spec: spec, times: times).notBefore(of: instant))
            #expect(starts.allSatisfy { instant...(instant + 10_000_000) ~= $0 })
            seconds[(starts[0] - instant) / 1_000_000, default: 0] += 1
        }
        #expect((0..<10).allSatisfy { 60...140 ~= seconds[$0] ?? 0 })
        // A change of these numbers would move jobs while servers of both versions run.
        #expect(
            ScheduleTicks(name: "nightly", spec: spec, times: times).notBefore(of: 1_800_000_000_000_000)
                == 1_800_000_000_000_000 + 4_267_392)
    }
}

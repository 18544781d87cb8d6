import Cron
import Resources
import ZoneFiles

/// The next ticks of a schedule, as people and programs read them.
struct TickForecast {
    /// A tick, or a time that is left out.
    private struct Row {
        /// Seconds on the zone's clock.
        var local: Int64
        /// Nil: there is no tick.
        var tick: Tick?
        var note: String?
    }

    let schedule: Resource
    private let spec: ScheduleSpec
    private let times: TickTimes
    private let ticks: ScheduleTicks
    private var rows: [Row] = []
    private let isComplete: Bool

    init(_ schedule: Resource, after start: Int64, count: Int) throws(CommandFailure) {
        self.schedule = schedule
        spec = ScheduleSpec(schedule)
        do { times = try TickTimes(spec, zone: try ZoneFiles.rules(named: spec.timeZone)) } catch {
            throw CommandFailure("\(schedule.key): \(error)")
        }
        ticks = ScheduleTicks(name: schedule.key.storedName, spec: spec, times: times)
        var position = start
        var found = 0
        while found < count, let tick = times.next(after: position) {
            rows += Self.rows(tick, times)
            position = tick.instant
            found += 1
        }
        isComplete = found == count
    }

    private static func rows(_ tick: Tick, _ times: TickTimes) -> [Row] {
        let second = tick.instant / 1_000_000
        let local = second + times.zone.offset(at: second).seconds
        let note: String? =
            switch tick.change {
            case nil: nil
            case .moved(let from):
                "\(LocalTime.clock(from)) does not exist on that day, moved to \(LocalTime.clock(local))"
            case .firstTime:
                times.ticksBothTimes ? "comes twice, this is the first time" : "comes twice, first time only"
            case .secondTime: "comes twice, this is the second time"
            }
        let row = Row(local: local, tick: tick, note: note)
        guard let missing = tick.leftOut else { return [row] }
        return [Row(local: missing, tick: nil, note: "does not exist on that day, left out"), row]
    }

    var instants: [Int64] { rows.compactMap(\.tick?.instant) }

    func table(now: Moment) -> Table {
        let isPutOff = spec.jitter > .zero
        var table = Table(["local time", "utc"] + (isPutOff ? ["job starts"] : []) + ["in", "note"])
        for row in rows {
            guard let tick = row.tick else {
                table.add([LocalTime.day(row.local), ""] + (isPutOff ? [""] : []) + ["", row.note ?? ""])
                continue
            }
            let wait = (tick.instant - now.micros) / 1_000_000
            table.add(
                [
                    LocalTime(of: tick.instant, in: times.zone).text,
                    Moment(micros: tick.instant).text,
                ]
                    + (isPutOff ? [start(tick).textInMilliseconds] : [])
                    + [
                        wait >= 0 ? shortDuration(seconds: wait) : "\(shortDuration(seconds: -wait)) ago",
                        row.note ?? "",
                    ])
        }
        return table
    }

    /// What the rows do not say.
    var remarks: [String] {
        var remarks: [String] = []
        if !isComplete { remarks.append("note: no further tick comes in the next eight years") }
        if spec.suspend { remarks.append("note: the schedule is suspended; its ticks do nothing") }
        return remarks
    }

    var document: Value {
        [
            "schedule": .string(schedule.key.storedName), "timeZone": .string(spec.timeZone),
            "suspended": .bool(spec.suspend), "ticks": .array(rows.map(document)),
        ]
    }

    private func document(_ row: Row) -> Value {
        var members: [String: Value] = [:]
        if let note = row.note { members["note"] = .string(note) }
        if let tick = row.tick {
            let local = LocalTime(of: tick.instant, in: times.zone)
            members["time"] = .string(Moment(micros: tick.instant).text)
            members["local"] = .string(local.rfc3339)
            members["zone"] = .string(local.offset.abbreviation)
            if spec.jitter > .zero { members["jobStarts"] = .string(start(tick).text) }
        } else {
            members["local"] = .string(LocalTime.text(row.local).replacing(" ", with: "T"))
            members["leftOut"] = true
        }
        return .object(members)
    }

    private func start(_ tick: Tick) -> Moment { Moment(micros: ticks.notBefore(of: tick.instant)) }
}

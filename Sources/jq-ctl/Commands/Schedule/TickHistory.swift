import Cron
import JobQueueProto
import Resources
import SwiftProtobuf
import ZoneFiles

/// What became of the recent ticks of a schedule, as people and programs read it.
struct TickHistory {
    private let key: ResourceKey
    private let answer: Jq_V1_GetScheduleHistoryResponse
    private let zone: TimeZoneRules
    /// This machine knows the zone of the schedule.
    private let knowsZone: Bool

    init(_ key: ResourceKey, _ answer: Jq_V1_GetScheduleHistoryResponse) {
        self.key = key
        self.answer = answer
        let rules = try? ZoneFiles.rules(named: answer.timeZone)
        zone = rules ?? .utc
        knowsZone = rules != nil
    }

    func table(isWide: Bool) -> Table {
        var table = Table(
            isWide
                ? ["tick", "utc", "decision", "job", "state", "decided", "delay", "age", "why"]
                : ["tick", "decision", "job", "state", "delay", "age", "why"])
        for tick in answer.ticks {
            let instant = Moment(tick.instant)
            let decided = Moment(tick.decidedAt)
            let local = LocalTime(of: instant.micros, in: zone).text
            let job = [tick.jobID.isEmpty ? "Skipped" : "Fired", tick.jobID, tick.jobStatus.word]
            let delay = span(from: instant, to: decided)
            table.add(
                isWide
                    ? [local, instant.text] + job + [
                        decided.textInMilliseconds, delay, instant.age, tick.reason,
                    ]
                    : [local] + job + [delay, instant.age, tick.reason])
        }
        return table
    }

    /// What the rows do not say.
    var remarks: [String] {
        var remarks: [String] = []
        if answer.ticks.isEmpty {
            let next =
                answer.hasNextTick ? "; the next tick is at \(Moment(answer.nextTick).textWithAge)" : ""
            remarks.append("\(key) has not ticked yet\(next).")
        }
        if answer.suspended { remarks.append("note: the schedule is suspended; its ticks do nothing") }
        if !answer.declared { remarks.append("note: \(key) is no longer declared") }
        if !knowsZone {
            remarks.append(
                "note: this machine does not know the time zone \"\(answer.timeZone.onOneLine)\"; ticks are in UTC"
            )
        }
        return remarks
    }

    var document: Value {
        var members: [String: Value] = [
            "schedule": .string(key.storedName), "timeZone": .string(answer.timeZone),
            "declared": .bool(answer.declared), "suspended": .bool(answer.suspended),
            "ticks": .array(answer.ticks.map(document)),
        ]
        if answer.hasNextTick { members["nextTick"] = .string(Moment(answer.nextTick).text) }
        return .object(members)
    }

    private func document(_ tick: Jq_V1_ScheduleTick) -> Value {
        let instant = Moment(tick.instant)
        var members: [String: Value] = [
            "time": .string(instant.text), "decision": .string(tick.decision),
            "decidedAt": .string(Moment(tick.decidedAt).text),
        ]
        if knowsZone { members["local"] = .string(LocalTime(of: instant.micros, in: zone).rfc3339) }
        if !tick.jobID.isEmpty { members["job"] = .string(tick.jobID) }
        if tick.jobStatus != .unspecified { members["jobStatus"] = .string(tick.jobStatus.word) }
        if !tick.reason.isEmpty { members["reason"] = .string(tick.reason) }
        return .object(members)
    }
}

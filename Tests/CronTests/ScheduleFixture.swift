import Cron
import Resources
import Testing
import ZoneFiles

/// A schedule's spec from the fields of its manifest.
func spec(_ fields: [String: Value]) -> ScheduleSpec {
    let template: Value = ["spec": ["queue": "q", "command": ["true"]]]
    let key = ResourceKey(kind: .schedule, name: "s")
    return ScheduleSpec(
        Resource(key: key, spec: .object(fields.merging(["jobTemplate": template]) { mine, _ in mine })))
}

/// The times of a cron expression in a zone of this machine.
func times(
    _ cron: String, _ zone: String = "UTC", gap: String = "RunAfter", overlap: String = "Once"
) throws -> TickTimes {
    try TickTimes(
        spec(["cron": .string(cron), "dst": ["gap": .string(gap), "overlap": .string(overlap)]]),
        zone: ZoneFiles.rules(named: zone))
}

/// Microseconds since 1970.
func at(_ text: String) throws -> Int64 { try #require(Timestamp.micros(of: text), "\(text)") }

extension TickTimes {
    /// The next ticks on the zone's clock: "2027-03-28 03:00 CEST", with what a changed clock did to them.
    func clock(after text: String, _ count: Int) throws -> [String] {
        var position = try at(text)
        var lines: [String] = []
        while lines.count < count, let tick = next(after: position) {
            let offset = zone.offset(at: tick.instant / 1_000_000)
            let local = Timestamp.text(micros: tick.instant + offset.seconds * 1_000_000)
            let day = local.prefix(10)
            let time = local.dropFirst(11).prefix(8)
            let note =
                switch tick.change {
                case .moved: " moved"
                case .firstTime: " first"
                case .secondTime: " second"
                case nil: ""
                }
            let shown = time.hasSuffix(":00") ? time.prefix(5) : time
            lines.append("\(day) \(shown) \(offset.abbreviation)\(note)")
            position = tick.instant
        }
        return lines
    }
}

/// The accessors of timestamps and durations.
enum CELTimes {
    /// The result of `time.name(zone)`; without a zone, in UTC. Zones are UTC or an offset such as `+02:00`.
    static func apply(
        _ name: String, _ time: CELTimestamp, _ arguments: [CELValue]
    ) throws(CELError) -> CELValue {
        let zone = arguments.isEmpty ? "UTC" : try CELStrings.string(arguments, 0)
        guard let offset = seconds(ofZone: zone) else { throw CELError("unknown time zone \(zone)") }
        let parts = time.parts(offset: offset)
        switch name {
        case "getFullYear": return .int(parts.year)
        case "getMonth": return .int(parts.month)
        case "getDate": return .int(parts.day)
        case "getDayOfMonth": return .int(parts.day - 1)
        case "getDayOfWeek": return .int(parts.dayOfWeek)
        case "getDayOfYear": return .int(parts.dayOfYear)
        case "getHours": return .int(parts.hours)
        case "getMinutes": return .int(parts.minutes)
        case "getSeconds": return .int(parts.seconds)
        case "getMilliseconds": return .int(parts.milliseconds)
        default: throw .noSuchOverload
        }
    }

    /// The result of `duration.name()`: the whole duration in that unit, cut off.
    static func apply(_ name: String, nanos: Int64, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        guard arguments.isEmpty else { throw .noSuchOverload }
        switch name {
        case "getHours": return .int(nanos / 3_600_000_000_000)
        case "getMinutes": return .int(nanos / 60_000_000_000)
        case "getSeconds": return .int(nanos / 1_000_000_000)
        case "getMilliseconds": return .int(nanos / 1_000_000)
        default: throw .noSuchOverload
        }
    }

    private static func seconds(ofZone zone: String) -> Int64? {
        if zone == "UTC" || zone.isEmpty { return 0 }
        let isNegative = zone.hasPrefix("-")
        let digits = isNegative || zone.hasPrefix("+") ? zone.dropFirst() : zone[...]
        let parts = digits.split(separator: ":")
        guard parts.count == 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]), hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
}

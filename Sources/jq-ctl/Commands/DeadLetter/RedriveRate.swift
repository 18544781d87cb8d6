import ArgumentParser

/// A pace on the command line: `10/s`, `10/m`, `100/h`; a number alone is jobs a second.
struct RedriveRate: ExpressibleByArgument, Sendable, CustomStringConvertible {
    private static let units: [(name: String, seconds: Double)] = [("s", 1), ("m", 60), ("h", 3600)]

    /// Jobs a second; 0: as fast as it goes.
    var perSecond: Double

    init(perSecond: Double) { self.perSecond = perSecond }

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let number = Double(String(parts[0])), number.isFinite else {
            return nil
        }
        let unit = parts.count == 1 ? "s" : String(parts[1])
        guard let seconds = Self.units.first(where: { $0.name == unit })?.seconds else { return nil }
        guard number > 0, number / seconds <= 1_000_000 else { return nil }
        perSecond = number / seconds
    }

    /// In the smallest unit that needs no fraction, if there is one.
    var description: String {
        guard perSecond > 0 else { return "unlimited" }
        for unit in Self.units {
            let number = perSecond * unit.seconds
            let whole = number.rounded()
            if whole >= 1, whole < 1e15, abs(number - whole) < 1e-6 * whole {
                return "\(Int64(whole))/\(unit.name)"
            }
        }
        return "\(perSecond)/s"
    }
}

/// A share on the command line: `50%` or `0.5`, above 0 and at most all.
struct FailureShare: ExpressibleByArgument, Sendable, CustomStringConvertible {
    var share: Double

    init(share: Double) { self.share = share }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
        let share = isPercent ? number / 100 : number
        guard share > 0, share <= 1 else { return nil }
        self.share = share
    }

    var description: String {
        let hundredths = (share * 10_000).rounded() / 100
        return hundredths == hundredths.rounded() ? "\(Int64(hundredths))%" : "\(hundredths)%"
    }
}

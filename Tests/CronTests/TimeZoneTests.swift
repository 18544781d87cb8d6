import Cron
import Foundation
import Testing
import ZoneFiles

@Suite("Time zones") struct TimeZoneTests {
    private func bytes(_ zone: String) throws -> [UInt8] {
        let path = "\(ZoneFiles.folder)/\(zone)"
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// A file of version 2 without transitions, whose footer is `rule`.
    private func file(_ rule: String) -> [UInt8] {
        func header(types: UInt8, names: UInt8) -> [UInt8] {
            var header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, 0, 0, types, names] { header += [0, 0, 0, count] }
            return header
        }
        let block: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("UTC".utf8) + [0]
        return header(types: 1, names: 4) + block + header(types: 1, names: 4) + block
            + Array("\n\(rule)\n".utf8)
    }

    private func offset(_ rule: String, _ time: String) throws -> String {
        let offset = try TimeZoneRules(name: "x", tzif: file(rule)).offset(at: try at(time) / 1_000_000)
        return "\(offset.abbreviation) \(offset.seconds)"
    }

    @Test func localTimesOfChangedClocks() throws {
        let berlin = try ZoneFiles.rules(named: "Europe/Berlin")
        func instants(_ local: String) throws -> [String] {
            let seconds = try at(local) / 1_000_000
            return berlin.instants(ofLocal: seconds).map {
                ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double($0)))
            }
        }
        #expect(try instants("2027-03-28T02:30:00Z").isEmpty)
        #expect(try instants("2027-03-28T03:00:00Z") == ["2027-03-28T01:00:00Z"])
        #expect(try instants("2027-10-31T02:30:00Z") == ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"])
        #expect(try instants("2027-10-31T03:00:00Z") == ["2027-10-31T02:00:00Z"])
    }

    @Test func rulesForTheYearsAfterTheLastTransition() throws {
        #expect(try offset("CET-1CEST,M3.5.0,M10.5.0/3", "2199-07-01T00:00:00Z") == "CEST 7200")
        #expect(try offset("CET-1CEST,M3.5.0,M10.5.0/3", "2199-12-31T23:59:59Z") == "CET 3600")
        #expect(try offset("<+0330>-3:30", "2027-07-01T00:00:00Z") == "+0330 12600")
        // Daylight saving over the turn of the year, as in the south.
        #expect(try offset("AEST-10AEDT,M10.1.0,M4.1.0/3", "2027-01-01T00:00:00Z") == "AEDT 39600")
        // Dublin's summer is its standard time: what the rule calls daylight saving is behind it.
        #expect(try offset("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-01-01T00:00:00Z") == "GMT 0")
        // Hours beyond a day, in either direction (version 3): Greenland, and Gaza.
        #expect(try offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-03-28T00:59:59Z") == "-02 -7200")
        #expect(try offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-03-28T01:00:00Z") == "-01 -3600")
        #expect(try offset("EET-2EEST,M3.4.4/50,M10.4.4/50", "2027-03-26T23:59:59Z") == "EET 7200")
        #expect(try offset("EET-2EEST,M3.4.4/50,M10.4.4/50", "2027-03-27T00:00:00Z") == "EEST 10800")
        // All year, and by the day of the year.
        #expect(try offset("XXX3EDT4,0/0,J365/23", "2027-01-01T03:00:00Z") == "EDT -14400")
        #expect(try offset("AAA-1BBB,J60/0,300/0", "2028-02-29T22:59:59Z") == "AAA 3600")
        #expect(try offset("AAA-1BBB,J60/0,300/0", "2028-02-29T23:00:00Z") == "BBB 7200")
    }

    @Test(arguments: [
        "", "CET", "CE-1", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,1,366",
        "CET-1CEST,M3.5.0/168,M10.5.0", "<CET-1", "CET-1 ", "CET-99999999999999999999",
    ])
    func rulesThatAreNone(_ rule: String) throws {
        let rules = try? TimeZoneRules(name: "x", tzif: file(rule))
        // No rule at all is one: nothing changes after the last transition.
        #expect((rules != nil) == rule.isEmpty, "\(rule)")
    }

    @Test func filesThatAreCutOrDamagedAreRefusedOrRead() throws {
        let whole = try bytes("America/New_York")
        for length in 0..<whole.count {
            #expect((try? TimeZoneRules(name: "x", tzif: Array(whole[..<length]))) == nil)
        }
        var draws = Draws(77)
        for _ in 0..<3000 {
            var damaged = whole
            for _ in 0..<draws.number(1...4) {
                damaged[draws.number(0...(damaged.count - 1))] = UInt8(draws.number(0...255))
            }
            // It may still be a zone; then every question has an answer.
            guard let rules = try? TimeZoneRules(name: "x", tzif: damaged) else { continue }
            for instant in [Int64.min / 4, -1 << 40, 0, 1_800_000_000, 1 << 40] {
                _ = rules.offset(at: instant)
            }
            _ = try times("30 2 * * *").next(after: 0)
            _ = rules.instants(ofLocal: 1_800_000_000)
        }
        #expect((try? TimeZoneRules(name: "x", tzif: [UInt8](repeating: 0, count: 2 << 20))) == nil)
    }

    @Test func everyZoneOfThisMachineIsRead() throws {
        let zones = TimeZone.knownTimeZoneIdentifiers.filter {
            FileManager.default.fileExists(atPath: "\(ZoneFiles.folder)/\($0)")
        }
        #expect(zones.count > 300)
        for zone in zones {
            let rules = try ZoneFiles.rules(named: zone)
            #expect(abs(rules.offset(at: 1_800_000_000).seconds) <= 14 * 3600, "\(zone)")
        }
    }

    @Test func anUnknownZoneSaysWhatToDo() throws {
        for name in ["Europe/Berlim", "../zoneinfo/UTC", "/etc/passwd", "Europe", ""] {
            do {
                _ = try ZoneFiles.rules(named: name, in: "/usr/share/zoneinfo")
                Issue.record("\(name) is no zone")
            } catch {
                #expect(
                    error.description
                        == "there is no time zone \"\(name)\" in /usr/share/zoneinfo of this machine; "
                        + "install tzdata there, or correct spec.timeZone")
            }
        }
        #expect(try ZoneFiles.rules(named: "UTC", in: "/nowhere") == .utc)
    }
}

import Foundation
import Resources
import Testing

@Suite("Times as text")
struct TimestampTests {
    @Test(
        "are read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001Z", 1),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("2000-02-29T12:00:00+02:00", 951_818_400_000_000),
            ("2026-12-24t18:00:00.5z", 1_798_135_200_500_000),
            ("2026-12-24 18:00:00-00:30", 1_798_137_000_000_000),
            ("2026-12-24T18:00:00.1234567Z", 1_798_135_200_123_456),
        ] as [(String, Int64)])
    func reads(_ text: String, _ micros: Int64) { #expect(Timestamp.micros(of: text) == micros) }

    @Test(
        "are refused",
        arguments: [
            "", "2026-12-24", "2026-12-24T18:00Z", "2026-12-24T18:00:00", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-12-24T24:00:00Z",
            "2026-12-24T18:60:00Z",
            "2026-12-24T18:00:60Z", "2026-12-24T18:00:00.Z", "2026-12-24T18:00:00+0100",
            "2026-12-24T18:00:00+24:00",
            "2026-12-24T18:00:00Z ", "0000-01-01T00:00:00Z", "+026-12-24T18:00:00Z", "2026-1-1T00:00:00Z",
        ])
    func refuses(_ text: String) { #expect(Timestamp.micros(of: text) == nil) }

    @Test("agree with the system's calendar")
    func calendar() throws {
        var random = SeededGenerator(seed: 1)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -30_000_000_000...253_402_300_799, using: &random)
            let text = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            // Foundation reckons with the Julian calendar before 1582.
            guard seconds > -12_000_000_000 else { continue }
            #expect(Timestamp.text(micros: seconds * 1_000_000) == text)
            #expect(Timestamp.micros(of: text) == seconds * 1_000_000)
        }
    }

    @Test(
        "are written on leap days too",
        arguments: [
            "2000-02-29T23:59:59Z", "2000-03-01T00:00:00Z", "1900-02-28T12:00:00Z", "2400-02-29T00:00:00.25Z",
        ])
    func leapDays(_ text: String) throws {
        let micros = try #require(Timestamp.micros(of: text))
        #expect(Timestamp.text(micros: micros) == text)
    }

    @Test(
        "are read again, the first and the last too",
        arguments: [Int64.min, -62_135_596_800_000_000, -1, 0, 253_402_300_799_999_999, .max])
    func ends(_ micros: Int64) throws {
        let text = Timestamp.text(micros: micros)
        let bounded = min(max(micros, -62_135_596_800_000_000), 253_402_300_799_999_999)
        #expect(Timestamp.micros(of: text) == bounded)
    }
}

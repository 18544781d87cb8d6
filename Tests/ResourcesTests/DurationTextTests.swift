import Resources
import Testing

@Suite("Durations as text")
struct DurationTextTests {
    @Test(
        "are read and written in one form",
        arguments: [
            ("30s", 30_000, "30s"), ("90s", 90_000, "1m30s"), ("5m", 300_000, "5m"),
            ("1h30m", 5_400_000, "1h30m"),
            ("24h", 86_400_000, "1d"), ("2d", 172_800_000, "2d"), ("500ms", 500, "500ms"),
            ("1500ms", 1500, "1s500ms"),
            ("0s", 0, "0s"), ("0ms", 0, "0s"), ("1d1h1m1s1ms", 90_061_001, "1d1h1m1s1ms"),
            ("007s", 7000, "7s"),
            ("106751991167d7h12m55s807ms", Int64.max, "106751991167d7h12m55s807ms"),
        ])
    func reads(_ text: String, _ milliseconds: Int64, _ canonical: String) throws {
        let duration = try Duration(manifestText: text)
        #expect(duration == .milliseconds(milliseconds))
        #expect(duration.manifestText == canonical)
        #expect(try Duration(manifestText: canonical) == duration)
    }

    @Test(
        "are refused with advice",
        arguments: [
            ("", #"expected a duration, found ""; write it as 30s, 5m, 1h30m, 2d or 500ms"#),
            ("90", #"expected a duration, found "90"; add a unit: 90s, 90m"#),
            ("-1s", #"expected a duration, found "-1s"; a duration cannot be negative"#),
            ("1.5h", #"expected a duration, found "1.5h"; use whole numbers: 1h30m, 1500ms"#),
            ("1w", #"expected a duration, found "1w"; write it as 30s, 5m, 1h30m, 2d or 500ms"#),
            ("1m1h", #"expected a duration, found "1m1h"; write it as 30s, 5m, 1h30m, 2d or 500ms"#),
            ("1m1m", #"expected a duration, found "1m1m"; write it as 30s, 5m, 1h30m, 2d or 500ms"#),
            ("1m 30s", #"expected a duration, found "1m 30s"; write it as 30s, 5m, 1h30m, 2d or 500ms"#),
            ("PT5M", #"expected a duration, found "PT5M"; write it as 30s, 5m, 1h30m, 2d or 500ms"#),
            ("106751991168d", #"the duration "106751991168d" is too long; use a shorter one"#),
            (
                "106751991167d7h12m55s808ms",
                #"the duration "106751991167d7h12m55s808ms" is too long; use a shorter one"#
            ),
            (
                "9223372036854775808ms",
                #"the duration "9223372036854775808ms" is too long; use a shorter one"#
            ),
        ])
    func refuses(_ text: String, _ message: String) {
        let error = #expect(throws: DurationTextError.self) { try Duration(manifestText: text) }
        #expect(error?.description == message)
    }

    @Test("What is not a span of whole milliseconds is cut")
    func cut() {
        #expect(Duration.microseconds(1999).manifestText == "1ms")
        #expect(Duration.seconds(-5).manifestText == "0s")
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
    }
}

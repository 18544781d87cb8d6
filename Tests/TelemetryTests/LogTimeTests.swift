import Foundation
import Telemetry
import Testing

@Suite struct LogTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
        (1_709_251_199, "2024-02-29T23:59:59.000Z"), (1_735_689_600, "2025-01-01T00:00:00.000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    ])
    func knownMoments(seconds: Int, text: String) {
        #expect(LogTime(seconds: seconds, milliseconds: 0).iso8601 == text)
    }

    /// A day in steps that are no multiple of anything, over 200 years, against Foundation.
    @Test func agreesWithFoundation() {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for step in 0..<7_000 {
            let seconds = step * 901_237
            let theirs = Date(timeIntervalSince1970: Double(seconds) + 0.5).formatted(format)
            #expect(LogTime(seconds: seconds, milliseconds: 500).iso8601 == theirs)
        }
    }

    @Test func correlationIDsAreLongAndDifferent() {
        let ids = Set((0..<1000).map { _ in CorrelationID.make() })
        #expect(ids.count == 1000)
        #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }
}

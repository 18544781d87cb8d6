import Testing

@testable import KafkaBridge

@Suite struct LogPacingTests {
    /// The seconds at which a line that comes every second gets through.
    private func lines(_ pacing: inout LogPacing, _ seconds: Range<Int>) -> [Int] {
        seconds.filter { pacing.pass("away", now: start + .seconds($0)) != nil }
    }

    private let start = ContinuousClock.now

    @Test func whatLastsIsToldLessAndLessOften() {
        var pacing = LogPacing()
        #expect(lines(&pacing, 0..<1000) == [0, 10, 30, 70, 150, 310, 610, 910])
        // Silent for ten minutes: anew.
        #expect(lines(&pacing, 1600..<1625) == [1600, 1610])
    }

    @Test func whatWasLeftOutIsCounted() {
        var pacing = LogPacing()
        for second in 0..<10 { _ = pacing.pass("away", now: start + .seconds(second)) }
        #expect(pacing.pass("refused", now: start) == 0)
        #expect(pacing.pass("away", now: start + .seconds(10)) == 9)
        #expect(pacing.pass("away", now: start + .seconds(30)) == 0)
    }
}

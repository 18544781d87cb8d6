import ControllerRuntime
import Testing

@Suite struct DebouncerTests {
    let start = ContinuousClock.now
    var debouncer = Debouncer(quiet: .milliseconds(100), longest: .seconds(1))

    @Test mutating func oneChangeIsDeliveredWhenItHasBeenQuiet() {
        #expect(debouncer.record(at: start) == .milliseconds(100))
        #expect(debouncer.timerFired(at: start + .milliseconds(100)) == .deliver)
        #expect(debouncer.record(at: start + .seconds(5)) == .milliseconds(100))
    }

    @Test mutating func furtherChangesPutItOffWithoutANewTimer() {
        _ = debouncer.record(at: start)
        #expect(debouncer.record(at: start + .milliseconds(80)) == nil)
        #expect(debouncer.timerFired(at: start + .milliseconds(100)) == .wait(.milliseconds(80)))
        #expect(debouncer.timerFired(at: start + .milliseconds(180)) == .deliver)
    }

    @Test mutating func aBurstThatDoesNotEndIsDeliveredAllTheSame() {
        _ = debouncer.record(at: start)
        for tick in 1..<20 { _ = debouncer.record(at: start + .milliseconds(50 * tick)) }
        #expect(debouncer.timerFired(at: start + .milliseconds(960)) == .wait(.milliseconds(40)))
        #expect(debouncer.timerFired(at: start + .seconds(1)) == .deliver)
    }
}

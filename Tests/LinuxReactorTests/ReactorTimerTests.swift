import LinuxReactor
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReactorTimerTests {
    let reactor = Reactor(name: "test")

    @Test func timersFireInOrderOfTheirDeadlines() async {
        let order: [Int] = await reactor.wait { [reactor] done in
            let fired = Log()
            for delay in [3, 1, 2, 1] {
                reactor.schedule(after: .milliseconds(delay)) { fired.add(delay) }
            }
            reactor.schedule(after: .milliseconds(4)) { done(fired.all) }
        }
        #expect(order == [1, 1, 2, 3])
        reactor.shutdown()
    }

    @Test func cancelledTimersDoNotFireAndTheOthersDo() async {
        let fired: [Int] = await reactor.wait { [reactor] done in
            let fired = Log()
            var random = SystemRandomNumberGenerator()
            var timers: [(Int, Reactor.Timer)] = []
            for number in 0..<500 {
                let delay = Duration.microseconds(Int.random(in: 0..<3_000, using: &random))
                timers.append((number, reactor.schedule(after: delay) { fired.add(number) }))
            }
            for (number, timer) in timers.shuffled() where number % 3 == 0 {
                timer.cancel()
                timer.cancel()
            }
            reactor.schedule(after: .milliseconds(5)) { done(fired.all) }
        }
        #expect(fired.sorted() == (0..<500).filter { $0 % 3 != 0 })
        reactor.shutdown()
    }

    @Test func aTimerMayBeCancelledFromAnotherThread() async {
        let fired = Log()
        let timer: Reactor.Timer = await reactor.wait { [reactor] done in
            done(reactor.schedule(after: .seconds(3_600)) { fired.add(1) })
        }
        timer.cancel()
        let none: [Int] = await reactor.wait { done in done(fired.all) }
        #expect(none.isEmpty)
        reactor.shutdown()
    }

    @Test func veryLongDelaysAreKept() async {
        let isFine: Bool = await reactor.wait { [reactor] done in
            let timer = reactor.schedule(after: .seconds(Int64.max)) { done(false) }
            reactor.schedule(after: .seconds(-1)) {
                timer.cancel()
                done(true)
            }
        }
        #expect(isFine)
        reactor.shutdown()
    }
}

/// What happened, in order.
final class Log: Sendable {
    private let entries = Mutex<[Int]>([])
    func add(_ entry: Int) { entries.withLock { $0.append(entry) } }
    var all: [Int] { entries.withLock { $0 } }
}

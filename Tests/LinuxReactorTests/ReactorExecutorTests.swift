import Glibc
import LinuxReactor
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReactorExecutorTests {
    let reactor = Reactor(name: "test")

    private actor Resident {
        let reactor: Reactor
        nonisolated var unownedExecutor: UnownedSerialExecutor { reactor.asUnownedSerialExecutor() }
        private(set) var calls = 0

        init(_ reactor: Reactor) { self.reactor = reactor }

        func call() -> Bool {
            calls += 1
            return reactor.isCurrent
        }
    }

    @Test func actorsRunOnTheReactorsThread() async {
        let resident = Resident(reactor)
        #expect(!reactor.isCurrent)
        #expect(await resident.call())
        reactor.shutdown()
    }

    @Test func callbacksEnterActorsSynchronously() async {
        let resident = Resident(reactor)
        let calls: Int = await reactor.wait { done in
            resident.assumeIsolated { _ = $0.call() }
            done(resident.assumeIsolated { $0.calls })
        }
        #expect(calls == 1)
        reactor.shutdown()
    }

    @Test func aTaskThatPrefersTheReactorStaysOnItsThread() async {
        let resident = Resident(reactor)
        let isCurrent = { @Sendable [reactor] in reactor.isCurrent }
        let places = await withTaskExecutorPreference(reactor) {
            await Task.yield()
            var places = [isCurrent()]
            places.append(await resident.call())
            places.append(isCurrent())
            return places
        }
        #expect(places == [true, true, true])
        reactor.shutdown()
    }

    @Test func bodiesRunInOrderAndEndOfTurnComesAfterThem() async {
        let order: [Int] = await reactor.wait { [reactor] done in
            let log = Log()
            reactor.atEndOfTurn {
                log.add(3)
                reactor.atEndOfTurn { done(log.all) }
            }
            reactor.run { log.add(1) }
            reactor.run { log.add(2) }
        }
        #expect(order == [1, 2, 3])
        reactor.shutdown()
    }

    @Test func manyThreadsWakeTheReactorWithoutLosingACall() async {
        let log = Log()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask { [reactor] in
                    for call in 0..<500 {
                        await reactor.wait { done in
                            log.add(task * 500 + call)
                            done(())
                        }
                    }
                }
            }
        }
        #expect(log.all.sorted() == Array(0..<4_000))
        reactor.shutdown()
    }
}

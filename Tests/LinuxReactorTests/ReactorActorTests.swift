import LinuxReactor
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReactorActorTests {
    private actor Resident: ReactorActor {
        nonisolated let reactor: Reactor

        init(_ reactor: Reactor) { self.reactor = reactor }

        func isAtHome() -> Bool { reactor.isCurrent }
    }

    @Test func aReactorActorRunsOnItsReactor() async {
        let reactor = Reactor(name: "test")
        #expect(await Resident(reactor).isAtHome())
        reactor.shutdown()
    }
}

import Glibc
import LinuxReactor
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReactorWatchTests {
    let reactor = Reactor(name: "test")

    @Test func readinessIsDeliveredUntilUnwatch() async {
        let pipe = Pipe()
        let calls = Mutex(0)
        let bytes: [UInt8] = await reactor.wait { [reactor] done in
            reactor.watch(pipe.reading, .readable) { _ in
                let byte = pipe.receive()
                if calls.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    return pipe.send(2)
                }
                reactor.unwatch(pipe.reading)
                pipe.send(3)
                reactor.schedule(after: .milliseconds(1)) { done([byte, pipe.receive()]) }
            }
            pipe.send(1)
        }
        #expect(bytes == [2, 3])
        #expect(calls.withLock { $0 } == 2)
        pipe.close()
        reactor.shutdown()
    }

    @Test func hangUpIsDeliveredAsReadable() async {
        let pipe = Pipe()
        let seen: Interest = await reactor.wait { [reactor] done in
            reactor.watch(pipe.reading, .writable) { interest in
                reactor.unwatch(pipe.reading)
                done(interest)
            }
            Glibc.close(pipe.writing)
        }
        #expect(seen.contains(.readable))
        Glibc.close(pipe.reading)
        reactor.shutdown()
    }

    @Test func updateChangesWhatIsDelivered() async {
        let pipe = Pipe()
        let seen: Interest = await reactor.wait { [reactor] done in
            reactor.watch(pipe.writing, []) { interest in
                reactor.unwatch(pipe.writing)
                done(interest)
            }
            reactor.run { reactor.update(pipe.writing, .writable) }
        }
        #expect(seen == .writable)
        pipe.close()
        reactor.shutdown()
    }

    /// Both pipes are ready in one turn; whichever handler comes first closes the other pipe, whose
    /// number a third one takes over. The event of the closed pipe must not reach the new handler.
    @Test func eventOfAClosedDescriptorDoesNotReachItsSuccessor() async {
        let pipes = [Pipe(), Pipe()]
        let fresh = Pipe()
        let wronglyCalled: Bool = await reactor.wait { [reactor] done in
            let wrong = Atomic<Bool>(false)
            let box = Box(wrong)
            for (mine, other) in [(0, 1), (1, 0)] {
                reactor.watch(pipes[mine].reading, .readable) { _ in
                    reactor.unwatch(pipes[mine].reading)
                    reactor.unwatch(pipes[other].reading)
                    let number = dup2(fresh.reading, pipes[other].reading)
                    reactor.watch(number, .readable) { _ in box.flag.store(true, ordering: .relaxed) }
                    reactor.atEndOfTurn {
                        reactor.unwatch(number)
                        done(box.flag.load(ordering: .relaxed))
                    }
                }
            }
            for pipe in pipes { pipe.send() }
        }
        #expect(!wronglyCalled)
        for pipe in pipes + [fresh] { pipe.close() }
        reactor.shutdown()
    }

    private final class Box: Sendable {
        let flag: Atomic<Bool>
        init(_ flag: consuming Atomic<Bool>) { self.flag = flag }
    }
}

import Glibc
import LinuxReactor
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlockingThreadTests {
    private struct Failure: Error {}

    @Test func callsRunOneAfterTheOtherOnOneThread() async throws {
        let thread = BlockingThread(name: "test")
        let log = Log()
        for number in 0..<100 { thread.submit { log.add(number) } }
        let first = try await thread.run { UInt(pthread_self()) }
        let second = try await thread.run { UInt(pthread_self()) }
        #expect(first == second)
        #expect(log.all == Array(0..<100))
    }

    @Test func errorsReachTheCaller() async {
        let thread = BlockingThread(name: "test")
        await #expect(throws: Failure.self) {
            try await thread.run { throw Failure() }
        }
    }

    @Test func callsThatWereHandedInOutliveTheirThreadObject() async {
        let finished = await withCheckedContinuation { continuation in
            let thread = BlockingThread(name: "test")
            thread.submit {}
            thread.submit { continuation.resume(returning: true) }
        }
        #expect(finished)
    }
}

import Glibc
import LinuxReactor
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DescriptorLeakTests {
    /// The system gives out the lowest number that is free, so that a leak shows in the next descriptor.
    /// In a process of its own, where no other test opens any.
    @Test func aReactorGivesItsDescriptorsBack() async {
        await #expect(processExitsWith: .success) { await Self.makeMany() }
    }

    private static func makeMany() async {
        let before = lowestFreeDescriptor()
        for _ in 0..<500 {
            let reactor = Reactor(name: "test")
            let isCurrent: Bool = await reactor.wait { done in done(reactor.isCurrent) }
            #expect(isCurrent)
            reactor.shutdown()
        }
        // The last ones may still be ending.
        #expect(lowestFreeDescriptor() < before + 40)
    }

    private static func lowestFreeDescriptor() -> Int32 {
        let descriptor = dup(0)
        close(descriptor)
        return descriptor
    }
}

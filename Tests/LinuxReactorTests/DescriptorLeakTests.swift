import Glibc
import LinuxReactor
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DescriptorLeakTests {
    /// The system gives out the lowest number that is free, so that a leak shows in the next descriptor.
    @Test func aReactorGivesItsDescriptorsBack() async {
        let before = lowestFreeDescriptor()
        for _ in 0..<500 {
            let reactor = Reactor(name: "test")
            let isCurrent: Bool = await reactor.wait { done in done(reactor.isCurrent) }
            #expect(isCurrent)
            reactor.shutdown()
        }
        // Other tests run beside this one, hence some slack.
        #expect(lowestFreeDescriptor() < before + 450)
    }

    private func lowestFreeDescriptor() -> Int32 {
        let descriptor = dup(0)
        close(descriptor)
        return descriptor
    }
}

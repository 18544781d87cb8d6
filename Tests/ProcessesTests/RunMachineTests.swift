import Processes
import Testing

@Suite struct RunMachineTests {
    typealias Event = RunMachine.Event
    typealias Action = RunMachine.Action

    private func actions(capturing: Bool = true, _ events: Event...) -> [[Action]] {
        var machine = RunMachine(capturing: capturing)
        return events.map { machine.on($0) }
    }

    @Test func ordinaryEndNeedsNoTimer() {
        #expect(actions(.outputsClosed, .exited, .groupEmpty) == [[], [.sweep], [.finish]])
        #expect(actions(capturing: false, .exited, .groupEmpty) == [[.sweep], [.finish]])
    }

    @Test func heldStreamsAreDrainedForAWhile() {
        #expect(actions(.exited, .outputsClosed, .groupEmpty) == [[.startDrain], [.sweep], [.finish]])
        #expect(actions(.exited, .drainOver, .sweepOver) == [[.startDrain], [.sweep], [.finish]])
    }

    @Test func stopWaitsForTheGroupNotOnlyForTheChild() {
        let seen = actions(capturing: false, .stop(.timedOut), .exited, .groupEmpty, .groupEmpty)
        #expect(seen == [[.terminateGroup, .startGrace], [.watchGroup], [.sweep], [.finish]])
    }

    @Test func graceEndsInKill() {
        let deaf = actions(capturing: false, .stop(.timedOut), .graceOver, .exited, .groupEmpty)
        #expect(deaf[1...] == [[.killGroup], [.watchGroup, .startSweepLimit], [.sweep]])
        let deafGrandchild = actions(capturing: false, .stop(.timedOut), .exited, .graceOver, .sweepOver)
        #expect(deafGrandchild[2] == [.killGroup, .startSweepLimit])
        #expect(deafGrandchild[3] == [.sweep])
    }

    @Test func firstReasonWins() {
        var machine = RunMachine(capturing: false)
        _ = machine.on(.stop(.timedOut))
        #expect(machine.on(.stop(.terminated)) == [])
        #expect(machine.reason == .timedOut)
    }

    @Test func nothingHappensAfterTheEnd() {
        let late = actions(
            capturing: false, .exited, .groupEmpty, .stop(.terminated), .graceOver, .groupEmpty, .sweepOver)
        #expect(late.dropFirst(2).joined().isEmpty)
    }
}

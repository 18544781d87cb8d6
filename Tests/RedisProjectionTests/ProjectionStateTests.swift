import RedisProjection
import Testing

@Suite struct ProjectionStateTests {
    private let counts = ["a": QueueNumbers(ready: 1), "b": QueueNumbers(done: 2)]

    @Test func onlyItsOwnMarkerOfTheSameServerGoesOn() {
        var state = ProjectionState()
        #expect(state.step(runID: "run", marker: nil) == .rebuild)
        #expect(state.step(runID: "run", marker: "run:1:other") == .rebuild)
        state.begin(marker: "run:2:me")
        #expect(state.step(runID: "run", marker: "run:2:me") == .goOn(marker: "run:2:me"))
        #expect(state.step(runID: "run", marker: nil) == .rebuild)
        #expect(state.step(runID: "run", marker: "run:3:other") == .rebuild)
        // Restarted with its data, or a replica took over.
        #expect(state.step(runID: "runs", marker: "run:2:me") == .rebuild)
        state.forget()
        #expect(state.step(runID: "run", marker: "run:2:me") == .rebuild)
    }

    @Test func writesWhatChangedAndAllOfItNowAndThen() {
        var state = ProjectionState(refreshEvery: 3)
        state.begin(marker: "m")
        let first = state.changes(to: counts)
        #expect(first.write == counts && first.remove.isEmpty)
        state.wrote(first)
        let second = state.changes(to: ["a": QueueNumbers(ready: 1)])
        #expect(second.write.isEmpty && second.remove == ["b"])
        // Not taken by Redis: said again.
        let third = state.changes(to: ["a": QueueNumbers(ready: 1)])
        #expect(third.write == ["a": QueueNumbers(ready: 1)] && third.remove == ["b"])
        state.wrote(third)
        let fourth = state.changes(to: ["a": QueueNumbers(ready: 1)])
        #expect(fourth.isEmpty)
        state.begin(marker: "n")
        let anew = state.changes(to: counts)
        #expect(anew.write == counts)
    }
}

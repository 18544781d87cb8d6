import Testing

@testable import Controllers

@Suite struct ScaleStepTests {
    typealias Member = ScaleStep.Member

    static func member(_ pod: String, busy: Int?, since: Int? = nil, draining: Bool = false) -> Member {
        Member(
            pod: pod, uid: "uid-\(pod)", busy: busy, leavingSince: since.map { .seconds($0) },
            isDraining: draining)
    }

    static func step(_ wanted: Int, _ members: [Member], current: Int?, now: Int = 100) -> ScaleStep {
        ScaleStep(wanted: wanted, members: members, current: current, grace: .seconds(60), now: .seconds(now))
    }

    @Test func growthIsAtOnceAndSparesTheChosen() {
        let leaving = Self.member("a", busy: 1, since: 90, draining: true)
        let step = Self.step(3, [leaving, Self.member("b", busy: 0)], current: 2)
        #expect(step.replicas == 3)
        #expect(step.spare == [leaving])
        #expect(step.choose.isEmpty)
    }

    @Test func leastBusyIsChosenAndNothingShrinksYet() {
        let members = [Self.member("a", busy: 3), Self.member("b", busy: 1), Self.member("c", busy: 2)]
        let step = Self.step(2, members, current: 3)
        #expect(step.choose.map(\.pod) == ["b"])
        #expect(step.replicas == 3)
    }

    @Test func shrinksWhenTheChosenIsIdle() {
        let idle = Self.member("b", busy: 0, since: 90, draining: true)
        let step = Self.step(1, [Self.member("a", busy: 3), idle], current: 2)
        #expect(step.choose.isEmpty)
        #expect(step.replicas == 1)
    }

    @Test func idleButNotYetDrainingMayStillGetAJob() {
        let idle = Self.member("b", busy: 0, since: 90, draining: false)
        #expect(Self.step(1, [Self.member("a", busy: 3), idle], current: 2).replicas == 2)
    }

    @Test func graceIsTheLongestWait() {
        let busy = Self.member("b", busy: 2, since: 40, draining: true)
        #expect(Self.step(1, [Self.member("a", busy: 3), busy], current: 2, now: 99).replicas == 2)
        #expect(Self.step(1, [Self.member("a", busy: 3), busy], current: 2, now: 100).replicas == 1)
    }

    @Test func podWithoutAWorkerGoesFirstAndAtOnce() {
        let step = Self.step(1, [Self.member("a", busy: 0), Self.member("b", busy: nil)], current: 2)
        #expect(step.choose.map(\.pod) == ["b"])
        #expect(step.replicas == 1)
    }

    @Test func podsThatDoNotExistYetAreNotWaitedFor() {
        let step = Self.step(2, [Self.member("a", busy: 1), Self.member("b", busy: 1)], current: 5)
        #expect(step.choose.isEmpty)
        #expect(step.replicas == 2)
    }

    @Test func lessShrinkingSparesTheMostBusyOfTheChosen() {
        let members = [
            Self.member("a", busy: 0, since: 90, draining: true),
            Self.member("b", busy: 4, since: 90, draining: true), Self.member("c", busy: 1),
        ]
        let step = Self.step(2, members, current: 3)
        #expect(step.spare.map(\.pod) == ["b"])
        #expect(step.replicas == 2)
    }

    @Test func firstDeploymentHasWhatIsWanted() {
        #expect(Self.step(4, [], current: nil).replicas == 4)
    }
}

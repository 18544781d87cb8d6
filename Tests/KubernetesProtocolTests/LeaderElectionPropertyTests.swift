import KubernetesProtocol
import Testing

@Suite("Leader election: several candidates with bad luck")
struct LeaderElectionPropertyTests {
    /// A Lease at a server, and candidates whose requests are delayed and lost, in virtual time.
    struct World {
        struct Candidate {
            var election: LeaderElection
            /// The request under way: what the server will do at `arrives`, and when the answer is back.
            var flight: (step: LeaderElection.Step, arrives: Duration, returns: Duration)?
            var answer: LeaderElection.Answer?
            var sleepsUntil = Duration.zero
            var suspendedUntil = Duration.zero
            /// The time of day it believes in; wrong by hours.
            var wallOffset: Int
        }

        let start = ContinuousClock.now
        var random: WorkQueuePropertyTests.SeededGenerator
        var lease: (record: LeaseRecord, version: Int)?
        var candidates: [Candidate] = []
        var now = Duration.zero
        var terms: [Int64] = []
        var leaders: Set<Int> = []

        mutating func roll(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

        mutating func serve(_ step: LeaderElection.Step) -> LeaderElection.Answer {
            switch step {
            case .read:
                return lease.map { .lease($0.record, resourceVersion: "\($0.version)") } ?? .notFound
            case .create(let record):
                guard lease == nil else { return .conflict }
                lease = (record, 1)
            case .replace(let record, let version):
                guard let known = lease, "\(known.version)" == version else { return .conflict }
                lease = (record, known.version + 1)
            default: return .failed
            }
            return lease.map { .lease($0.record, resourceVersion: "\($0.version)") } ?? .failed
        }

        mutating func move(_ index: Int) {
            var candidate = candidates[index]
            defer { candidates[index] = candidate }
            if let flight = candidate.flight {
                if candidate.answer == nil, now >= flight.arrives {
                    // Half of what is lost is lost on the way there, half on the way back.
                    candidate.answer = roll(20) ? .failed : serve(flight.step)
                    if roll(20) { candidate.answer = .failed }
                }
                let deadline = candidate.election.deadline.map { $0 - start }
                if let deadline, now >= deadline { candidate.answer = candidate.answer ?? .failed }
                guard let answer = candidate.answer,
                    now >= flight.returns || deadline.map({ now >= $0 }) ?? false,
                    now >= candidate.suspendedUntil
                else { return }
                candidate.election.handle(answer, at: start + now)
                candidate.flight = nil
                candidate.answer = nil
            }
            guard now >= candidate.sleepsUntil, now >= candidate.suspendedUntil else { return }
            let step = candidate.election.next(
                at: start + now, wallTime: "\(now + .seconds(candidate.wallOffset))",
                random: Double.random(in: 0...1, using: &random))
            switch step {
            case .wait(let until): candidate.sleepsUntil = until - start
            case .lost, .released: break
            default:
                let isSlow = roll(10)
                let way = Duration.milliseconds(Int.random(in: 1...(isSlow ? 9000 : 200), using: &random))
                candidate.flight = (step, now + way, now + way * 2)
            }
            if roll(100) {
                candidate.suspendedUntil = now + .seconds(Int.random(in: 1...40, using: &random))
            }
        }

        /// Who may write now: leads by its own account and its deadline is not over.
        var writers: [Int] {
            candidates.indices.filter { index in
                guard let deadline = candidates[index].election.deadline else { return false }
                return start + now < deadline
            }
        }
    }

    @Test(
        "Never two at a time, terms only grow, and somebody leads again and again", arguments: UInt64(1)...12)
    func safety(seed: UInt64) throws {
        var world = World(random: WorkQueuePropertyTests.SeededGenerator(state: seed))
        for index in 0..<3 {
            world.candidates.append(
                World.Candidate(
                    election: LeaderElection(try LeaderElectionConfiguration(identity: "c\(index)")),
                    wallOffset: index * 7200))
        }
        var ledSteps = 0
        for _ in 0..<24_000 {
            world.now += .milliseconds(50)
            for index in world.candidates.indices { world.move(index) }
            let writers = world.writers
            try #require(writers.count <= 1, "two leaders at \(world.now)")
            guard let writer = writers.first, let term = world.candidates[writer].election.term else {
                continue
            }
            ledSteps += 1
            world.leaders.insert(writer)
            if world.terms.last != term.number { world.terms.append(term.number) }
        }
        #expect(world.terms == world.terms.sorted() && Set(world.terms).count == world.terms.count)
        #expect(world.leaders.count > 1, "it never changed hands")
        #expect(ledSteps > 6000, "for most of the time nobody led")
    }
}

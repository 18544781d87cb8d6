@testable import KubernetesProtocol
import Resources
import Testing

@Suite("Status coalescing: what is written, and when")
struct StatusCoalescingTests {
    let start = ContinuousClock.now

    private func status(
        ready: String = "True", pending: Value = 5, generation: Int64 = 1, time: String? = nil,
        more: [String: Value] = [:]
    ) -> Value {
        var condition: [String: Value] = ["type": "Ready", "status": .string(ready), "reason": "R"]
        condition["lastTransitionTime"] = time.map { .string($0) }
        var members: [String: Value] = [
            "observedGeneration": .int(generation), "conditions": [.object(condition)], "pending": pending,
        ]
        members.merge(more) { $1 }
        return .object(members)
    }

    @discardableResult
    private func submit(
        _ machine: inout StatusCoalescing<String>, _ status: Value, known: Value? = nil,
        after seconds: Double = 0,
        key: String = "a", promptly: Bool = false
    ) -> Bool {
        machine.submit(
            key, status: status, known: known, promptly: promptly, at: start + .seconds(seconds),
            wallTime: "t\(Int(seconds))")
    }

    private func next(_ machine: inout StatusCoalescing<String>, _ seconds: Double = 0) -> Value? {
        machine.next(at: start + .seconds(seconds))?.status
    }

    /// A machine that has written this status at the start.
    private func written(_ status: Value) -> StatusCoalescing<String> {
        var machine = StatusCoalescing<String>()
        submit(&machine, status, known: .null)
        if let sent = next(&machine) { machine.written("a", answer: sent, at: start) }
        return machine
    }

    // Bug 31.
    @Test("Bug 31: what the cache shows already is not written, apart from times and the form of numbers")
    func unchanged() {
        var machine = StatusCoalescing<String>()
        #expect(submit(&machine, status(), known: status(time: "t-9")) == false)
        let asRead: Value = ["rate": 2, "conditions": []]
        #expect(submit(&machine, ["rate": 2.0, "conditions": [], "gone": .null], known: asRead) == false)
        #expect(submit(&machine, ["rate": 2.5, "conditions": []], known: asRead))
        #expect(machine.waiting == 1)
    }

    @Test("A first status is a transition and carries its times")
    func first() {
        var machine = StatusCoalescing<String>()
        #expect(submit(&machine, status(), known: .null))
        #expect(next(&machine) == status(time: "t0"))
        #expect(next(&machine) == nil)
        #expect(machine.inFlight == 1)
    }

    @Test("The newest status wins while one is under way, and one write at a time")
    func newestWins() {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(ready: "False"), known: .null)
        let first = next(&machine)
        submit(&machine, status(ready: "Unknown"), after: 1)
        submit(&machine, status(ready: "True"), after: 2)
        #expect(next(&machine, 3) == nil, "two writes of one object at a time")
        machine.written("a", answer: first ?? .null, at: start + .seconds(4))
        #expect(next(&machine, 4) == status(ready: "True", time: "t2"))
    }

    @Test("A status that goes back before it was sent is not sent, and the time of the transition stays")
    func thereAndBack() {
        var machine = written(status(ready: "True"))
        submit(&machine, status(ready: "False"), after: 10)
        #expect(submit(&machine, status(ready: "True"), after: 11) == false)
        #expect(machine.isIdle)
        submit(&machine, status(ready: "True", generation: 2), after: 12)
        #expect(next(&machine, 12) == status(ready: "True", generation: 2, time: "t0"))
    }

    @Test("A status that goes back while the other is under way is sent after it")
    func backDuringWrite() {
        var machine = written(status(ready: "True"))
        submit(&machine, status(ready: "False"), after: 10)
        let sent = next(&machine, 10)
        #expect(submit(&machine, status(ready: "True"), after: 11))
        machine.written("a", answer: sent ?? .null, at: start + .seconds(12))
        #expect(next(&machine, 12) == status(ready: "True", time: "t11"))
    }

    @Test("Transitions go at once, also right after a write; facts every 30 s; slight changes every 5 min")
    func lanes() {
        var machine = written(status(pending: 100))
        #expect(submit(&machine, status(pending: 102), after: 1))
        #expect(machine.nextWake(at: start + .seconds(1)) == start + .seconds(300))
        submit(&machine, status(pending: 200), after: 2)
        #expect(next(&machine, 29) == nil)
        #expect(machine.nextWake(at: start + .seconds(2)) == start + .seconds(30))
        submit(&machine, status(ready: "False", pending: 200), after: 3)
        #expect(next(&machine, 3) == status(ready: "False", pending: 200, time: "t3"))
    }

    @Test(
        "Which differences are slight",
        arguments: [
            (["n": 100], ["n": 105], true), (["n": 100], ["n": 106], false), (["n": 0], ["n": 1], false),
            (["n": 1], ["n": 0], false), (["n": 100], ["n": 102.5], true), (["n": 100], ["n": "100"], false),
            (["n": 100], ["n": 100, "m": 1], false), (["l": [100]], ["l": [101]], true),
            (["l": [100]], ["l": [100, 100]], false), (["n": 100, "s": "a"], ["n": 100, "s": "b"], false),
        ] as [(Value, Value, Bool)])
    func slight(old: Value, new: Value, isSlight: Bool) {
        let difference = StatusDifference(from: old, to: new, threshold: 0.05)
        #expect(difference == (isSlight ? .slight : .facts))
    }

    @Test("Facts of an object that was quiet go at once, and a caller may ask for it")
    func promptly() {
        var machine = written(status(pending: 100))
        submit(&machine, status(pending: 200), after: 31)
        #expect(next(&machine, 31) != nil)
        var other = written(status(pending: 100))
        submit(&other, status(pending: 200), after: 1, promptly: true)
        #expect(next(&other, 1) != nil)
    }

    @Test("Of many writes at once: transitions before facts, in order, at the rate")
    func rate() {
        var machine = StatusCoalescing<String>(
            StatusCoalescingConfiguration(writesPerSecond: 10, burst: 3))
        for number in 0..<3 {
            submit(&machine, status(pending: 9), known: status(), key: "facts\(number)")
            submit(&machine, status(ready: "False"), known: status(), key: "transition\(number)")
        }
        var sent: [String] = []
        while let write = machine.next(at: start) { sent.append(write.key) }
        #expect(sent == ["transition0", "transition1", "transition2"])
        let wake = machine.nextWake(at: start)
        #expect(wake.map { $0 - start > .milliseconds(99) && $0 - start < .milliseconds(101) } == true)
        for tenth in 1...3 { sent += [machine.next(at: start + .milliseconds(101 * tenth))?.key ?? "none"] }
        #expect(sent.suffix(3) == ["facts0", "facts1", "facts2"])
    }

    @Test("Own writes: a cache that is behind does not cause another write, another writer does")
    func ownWrites() {
        var machine = written(status(pending: 100))
        #expect(submit(&machine, status(pending: 100), known: nil, after: 1) == false)
        #expect(submit(&machine, status(pending: 100), known: status(pending: 100), after: 2) == false)
        #expect(submit(&machine, status(pending: 100), known: status(pending: 1), after: 3))
    }

    // Bug 30.
    @Test("Bug 30: fields of other writers in the same status do not make it write for ever")
    func otherWriters() {
        var machine = StatusCoalescing<String>()
        let theirs: Value = status(time: "t0", more: ["theirs": 1])
        #expect(submit(&machine, status(), known: theirs), "whether it is ours is known after a write")
        let sent = next(&machine)
        #expect(sent?["theirs"] == nil)
        machine.written("a", answer: theirs, at: start)
        for seconds in 1...5 {
            #expect(submit(&machine, status(), known: theirs, after: Double(seconds)) == false)
        }
        let changed: Value = status(time: "t0", more: ["theirs": 2])
        #expect(submit(&machine, status(), known: changed, after: 6))
    }

    @Test("404: dropped, and nothing is remembered")
    func gone() {
        var machine = written(status())
        submit(&machine, status(ready: "False"), after: 1)
        _ = next(&machine, 1)
        submit(&machine, status(ready: "Unknown"), after: 1)
        #expect(machine.failed("a", .gone, at: start + .seconds(2)) == false)
        #expect(machine.isIdle && machine.slots.isEmpty)
        #expect(machine.nextWake(at: start + .seconds(2)) == nil)
    }

    // Bug 28.
    @Test("Bug 28: 409 is sent again, backing off, and given up after five times")
    func conflicts() {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(), known: .null)
        var seconds = 0.0
        for attempt in 1...5 {
            #expect(next(&machine, seconds) != nil)
            #expect(machine.failed("a", .conflict, at: start + .seconds(seconds)) == (attempt < 5))
            #expect(next(&machine, seconds) == nil, "not at once")
            seconds += 60
        }
        #expect(machine.isIdle)
        #expect(submit(&machine, status(), known: .null, after: seconds), "asked again, it is tried again")
    }

    @Test("422: the same status is not offered again for five minutes, another one is")
    func refused() {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(), known: .null)
        _ = next(&machine)
        #expect(machine.failed("a", .refused, at: start) == false)
        #expect(submit(&machine, status(), known: .null, after: 1) == false)
        #expect(submit(&machine, status(ready: "False"), known: .null, after: 2))
        _ = next(&machine, 2)
        _ = machine.failed("a", .refused, at: start + .seconds(2))
        #expect(submit(&machine, status(ready: "False"), known: .null, after: 303))
    }

    // Bug 19.
    @Test("Bug 19: 429 with Retry-After holds everything back for so long")
    func tooMany() {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(), known: .null, key: "a")
        submit(&machine, status(), known: .null, key: "b")
        _ = next(&machine)
        _ = machine.failed("a", .retry(after: .seconds(7)), at: start)
        #expect(next(&machine, 6.9) == nil)
        #expect(machine.nextWake(at: start) == start + .seconds(7))
        #expect(machine.next(at: start + .seconds(7))?.key == "b")
        #expect(machine.next(at: start + .seconds(7))?.key == "a")
    }

    @Test("A failed write is repeated with what is newest, later and later")
    func retries() {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(ready: "False"), known: .null)
        _ = next(&machine)
        submit(&machine, status(ready: "True"), after: 0)
        #expect(machine.failed("a", .retry(after: nil), at: start) == true)
        #expect(machine.nextWake(at: start) == start + .milliseconds(200))
        submit(&machine, status(ready: "Unknown"), after: 0.1)
        #expect(
            machine.nextWake(at: start) == start + .milliseconds(200),
            "a new status does not jump the backoff")
        #expect(next(&machine, 1)?["conditions"] == status(ready: "Unknown", time: "t0")["conditions"])
        _ = machine.failed("a", .retry(after: nil), at: start + .seconds(1))
        #expect(machine.nextWake(at: start + .seconds(1)) == start + .milliseconds(1400))
    }

    @Test("Forgetting: what waits is dropped, what is under way leaves nothing behind")
    func forgets() {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(), known: .null)
        machine.forget("a")
        #expect(machine.isIdle && next(&machine) == nil && machine.slots.isEmpty)
        submit(&machine, status(), known: .null)
        let sent = next(&machine)
        machine.forget("a")
        machine.written("a", answer: sent ?? .null, at: start)
        #expect(machine.isIdle && machine.slots.isEmpty)
        submit(&machine, status(), known: .null)
        _ = next(&machine)
        machine.forget("a")
        #expect(machine.failed("a", .retry(after: nil), at: start) == false)
        #expect(machine.isIdle && machine.slots.isEmpty)
    }

    @Test(
        "Bug 10: what comes of a write for a deleted object says nothing about the next one of that name",
        arguments: [true, false])
    func recreated(isWritten: Bool) {
        var machine = StatusCoalescing<String>()
        submit(&machine, status(), known: .null)
        let sent = next(&machine)
        machine.forget("a")
        #expect(
            submit(&machine, status(), known: .null, after: 1) == true, "the same status, of another object")
        #expect(next(&machine, 1) == nil)
        if isWritten {
            machine.written("a", answer: sent ?? .null, at: start + .seconds(2))
        } else {
            #expect(machine.failed("a", .gone, at: start + .seconds(2)) == true)
        }
        #expect(next(&machine, 2) == status(time: "t1"))
    }

    @Test("Flush: everything is due, and afterwards turns count again")
    func flushes() {
        var machine = written(status(pending: 100))
        submit(&machine, status(pending: 300), after: 1)
        submit(&machine, status(pending: 7), known: status(), after: 1, key: "b")
        machine.flush(at: start + .seconds(2))
        var keys: Set<String> = []
        while let write = machine.next(at: start + .seconds(2)) {
            keys.insert(write.key)
            machine.written(write.key, answer: write.status, at: start + .seconds(2))
        }
        #expect(keys == ["a", "b"] && machine.isIdle)
        machine.endFlush()
        submit(&machine, status(pending: 500), after: 3)
        #expect(next(&machine, 3) == nil)
    }

    @Test("Memory: a status that changes all the time leaves one entry")
    func bounded() {
        var machine = written(status(pending: 1))
        for number in 2..<5000 { submit(&machine, status(pending: .int(Int64(number))), after: 0.001) }
        #expect(machine.waiting == 1)
        #expect(machine.facts.entriesHeld + machine.transitions.entriesHeld < 100)
    }
}

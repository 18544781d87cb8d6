@testable import Postgres

/// A pool's state, its clock and its connections, driven by hand. Each verb gives the decisions in words.
final class PoolMachine {
    var state: PoolState<String>
    var now = Duration.zero
    private var actions = Fifo<PoolState<String>.Action>()
    private var tickets: [String: PoolTicket] = [:]

    init(size: Int, depth: Int = 512, queue: Int = 1_000) {
        var limits = PoolState<String>.Limits(
            size: size, connectTimeout: .seconds(5), waitTimeout: .seconds(30))
        limits.depth = depth
        limits.sharedQueue = queue
        state = PoolState(limits: limits)
    }

    func submit(_ name: String) -> [String] {
        tickets[name] = state.submit(name, at: now, &actions)
        return taken()
    }

    func lease(_ name: String) -> [String] {
        tickets[name] = state.lease(name, at: now, &actions)
        return taken()
    }

    func leave(_ name: String) -> Bool { tickets[name].map { state.leave($0) } ?? false }

    func opened(_ number: UInt64) -> [String] {
        state.opened(PoolMember(number: number), at: now, &actions)
        return taken()
    }

    func failed(_ number: UInt64, jitter: Double = 1) -> [String] {
        state.failed(PoolMember(number: number), at: now, jitter: jitter, &actions)
        return taken()
    }

    func lost(_ number: UInt64) -> [String] {
        state.lost(PoolMember(number: number), at: now, &actions)
        return taken()
    }

    func answered(_ number: UInt64, _ count: Int = 1) -> [String] {
        let time = now
        state.answered(PoolMember(number: number), count, at: time, &actions)
        return taken()
    }

    func giveBack(_ number: UInt64) -> [String] {
        state.giveBack(PoolMember(number: number), at: now, &actions)
        return taken()
    }

    func cancelling(_ number: UInt64, _ isCancelling: Bool) -> [String] {
        state.cancelling(PoolMember(number: number), isCancelling, at: now, &actions)
        return taken()
    }

    /// Lets time pass up to the next moment at which the machine wants to be asked.
    func wait() -> [String] {
        guard let next = state.nextTime(after: now) else { return ["nothing to wait for"] }
        now = next
        state.timePassed(to: now, &actions)
        return taken()
    }

    func shutDown() -> [String] {
        state.shutDown(&actions)
        return taken()
    }

    private func taken() -> [String] {
        var all: [String] = []
        while let action = actions.popFirst() {
            let words =
                switch action {
                case .connect(let member): "connect \(member.number)"
                case .close(let member): "close \(member.number)"
                case .send(let name, let member): "send \(name) on \(member.number)"
                case .lease(let name, let member): "lease \(member.number) to \(name)"
                case .refuse(let name, let refusal): "refuse \(name): \(refusal)"
                case .finished: "finished"
                }
            all.append(words)
        }
        return all
    }
}

/// A regular expression with the syntax and the semantics of RE2, which Kubernetes uses for `pattern` and for
/// `matches`: its time grows with the text times the pattern, whatever they are.
struct RE2: Hashable, Sendable {
    private enum Instruction: Hashable, Sendable {
        case set(RE2Set)
        case assertion(RE2Assertion)
        /// Goes to the first place by preference, else to the second.
        case fork(Int, Int)
        case jump(Int)
        case accept
    }

    private var program: [Instruction] = []

    /// The most instructions of a program; a pattern with nested counts can ask for more.
    static let maximumSize = 100_000

    /// Compiles `pattern`; the problem tells what Go's `regexp` would.
    init(_ pattern: String) throws(RE2Problem) {
        try emit(try RE2Parser.parse(pattern), pattern)
        program.append(.accept)
    }

    private mutating func emit(_ node: RE2Node, _ pattern: String) throws(RE2Problem) {
        if program.count > Self.maximumSize { throw RE2Problem("expression too large", pattern) }
        switch node {
        case .empty: break
        case .set(let set): program.append(.set(set))
        case .assertion(let assertion): program.append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try emit(node, pattern) }
        case .choice(let nodes):
            var exits: [Int] = []
            for node in nodes.dropLast() {
                let fork = program.count
                program.append(.jump(0))
                try emit(node, pattern)
                exits.append(program.count)
                program.append(.jump(0))
                program[fork] = .fork(fork + 1, program.count)
            }
            if let last = nodes.last { try emit(last, pattern) }
            for exit in exits { program[exit] = .jump(program.count) }
        case .repetition(let node, let low, let high, let isLazy):
            for _ in 0..<low { try emit(node, pattern) }
            guard let high else { return try emitLoop(node, isLazy: isLazy, pattern) }
            var forks: [Int] = []
            for _ in low..<max(low, high) {
                forks.append(program.count)
                program.append(.jump(0))
                try emit(node, pattern)
            }
            for fork in forks {
                program[fork] = isLazy ? .fork(program.count, fork + 1) : .fork(fork + 1, program.count)
            }
        }
    }

    private mutating func emitLoop(_ node: RE2Node, isLazy: Bool, _ pattern: String) throws(RE2Problem) {
        let fork = program.count
        program.append(.jump(0))
        try emit(node, pattern)
        program.append(.jump(fork))
        program[fork] = isLazy ? .fork(program.count, fork + 1) : .fork(fork + 1, program.count)
    }

    /// Whether the pattern matches anywhere in `text`.
    func matches(_ text: String) -> Bool {
        firstMatch(in: Array(text.unicodeScalars)) != nil
    }

    /// The leftmost match at or after `start`, by preference of the pattern's order; nil when there is none.
    func firstMatch(in text: [Unicode.Scalar], from start: Int = 0) -> Range<Int>? {
        var threads = Threads(capacity: program.count)
        var found: Range<Int>?
        for position in start...text.count {
            if found == nil { add(0, start: position, at: position, in: text, to: &threads) }
            if threads.list.isEmpty && found != nil { break }
            var following = Threads(capacity: program.count)
            search: for thread in threads.list {
                switch program[thread.place] {
                case .accept:
                    found = thread.start..<position
                    break search
                case .set(let set):
                    guard position < text.count, set.contains(text[position]) else { continue }
                    add(thread.place + 1, start: thread.start, at: position + 1, in: text, to: &following)
                default: continue
                }
            }
            threads = following
        }
        return found
    }

    /// The places where the program stands, those preferred first, each with the start of its match.
    private struct Threads {
        var list: [(place: Int, start: Int)] = []
        var isKnown: [Bool]

        init(capacity: Int) { isKnown = [Bool](repeating: false, count: capacity) }
    }

    private func add(
        _ place: Int, start: Int, at position: Int, in text: [Unicode.Scalar], to threads: inout Threads
    ) {
        var pending = [place]
        while let place = pending.popLast() {
            if threads.isKnown[place] { continue }
            threads.isKnown[place] = true
            switch program[place] {
            case .jump(let target): pending.append(target)
            case .fork(let first, let second):
                pending.append(second)
                pending.append(first)
            case .assertion(let assertion):
                if assertion.holds(at: position, in: text) { pending.append(place + 1) }
            case .set, .accept: threads.list.append((place, start))
            }
        }
    }
}

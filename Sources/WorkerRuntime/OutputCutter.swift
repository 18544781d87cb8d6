/// Cuts what one attempt writes into pieces for the server, in bounded memory. Pure.
///
/// The beginning is kept up to the limit; of what comes after it only the end is, and goes out when the attempt
/// has ended, behind a line that says how much is missing. So neither a fast writer nor a server that is away
/// makes the worker grow, and how an attempt began and how it ended can always be read.
struct OutputCutter: Sendable {
    struct Piece: Hashable, Sendable {
        var sequence: Int64
        var stream: JobOutputStream
        var bytes: [UInt8]
    }

    /// What a write has changed for whoever sends the pieces.
    enum Step: Hashable, Sendable {
        case nothing
        /// There is something to send where there was nothing.
        case began
        /// Enough for another full piece is there.
        case filled
    }

    /// A piece has at most so many bytes.
    static let pieceBytes = 16 * 1024
    /// How much of the end is kept.
    static let tailBytes = 16 * 1024
    /// Two streams that take turns byte by byte would make a piece, and a row, of each.
    static let mostHeadPieces = 8192
    private static let mostTailPieces = 256

    private struct Segment: Sendable {
        var stream: JobOutputStream
        var bytes: [UInt8]
    }

    private let limit: Int
    private var head: [Segment] = []
    private var waitingBytes = 0
    private var headBytes = 0
    private var headPieces = 0
    private var isHeadClosed = false
    private var tail: [Segment] = []
    private var tailCount = 0
    private var leftOut = 0
    private var nextSequence: Int64 = 0

    /// - Parameter limit: how many bytes of the beginning are kept; with 0 nothing is, of the end neither.
    init(limit: Int) { self.limit = max(0, limit) }

    /// Nothing waits to be sent before the attempt has ended.
    var isSpent: Bool { head.isEmpty }

    mutating func append(_ stream: JobOutputStream, _ bytes: [UInt8]) -> Step {
        guard limit > 0, !bytes.isEmpty else { return .nothing }
        let before = waitingBytes
        var rest = bytes[...]
        while !isHeadClosed, !rest.isEmpty {
            let count = addToHead(stream, rest)
            if count == 0 { isHeadClosed = true }
            rest = rest.dropFirst(count)
        }
        if !rest.isEmpty { addToTail(stream, rest) }
        if waitingBytes / Self.pieceBytes > before / Self.pieceBytes { return .filled }
        return before == 0 && waitingBytes > 0 ? .began : .nothing
    }

    /// Whole pieces of the beginning, of at most `room` bytes together.
    mutating func take(room: Int) -> [Piece] {
        var pieces: [Piece] = []
        var room = room
        for segment in head {
            room -= segment.bytes.count
            if room < 0 { break }
            pieces.append(piece(segment))
        }
        head.removeFirst(pieces.count)
        waitingBytes -= pieces.reduce(0) { $0 + $1.bytes.count }
        return pieces
    }

    /// What is left when the attempt has ended: of the beginning at most `room` bytes, then the end.
    mutating func finish(room: Int) -> [Piece] {
        var pieces = take(room: room)
        let end = tail
        (tail, tailCount) = ([], 0)
        for segment in head + end { addToTail(segment.stream, segment.bytes[...]) }
        (head, waitingBytes, isHeadClosed) = ([], 0, true)
        trimTail()
        if leftOut > 0 {
            let note = Array("\n… \(leftOut) bytes left out\n".utf8)
            pieces.append(piece(Segment(stream: .standardError, bytes: note)))
        }
        for segment in tail { pieces.append(piece(segment)) }
        (tail, tailCount, leftOut) = ([], 0, 0)
        return pieces
    }

    private mutating func piece(_ segment: Segment) -> Piece {
        defer { nextSequence += 1 }
        return Piece(sequence: nextSequence, stream: segment.stream, bytes: segment.bytes)
    }

    /// Returns how many of the bytes found room.
    private mutating func addToHead(_ stream: JobOutputStream, _ bytes: ArraySlice<UInt8>) -> Int {
        let last = head.last.flatMap { $0.stream == stream ? Self.pieceBytes - $0.bytes.count : nil } ?? 0
        if last == 0, headPieces == Self.mostHeadPieces { return 0 }
        let count = min(bytes.count, limit - headBytes, last > 0 ? last : Self.pieceBytes)
        if count == 0 { return 0 }
        if last > 0 {
            head[head.count - 1].bytes += bytes.prefix(count)
        } else {
            head.append(Segment(stream: stream, bytes: Array(bytes.prefix(count))))
            headPieces += 1
        }
        headBytes += count
        waitingBytes += count
        return count
    }

    /// Trims only when twice as much as needed is there, so that small writes stay cheap.
    private mutating func addToTail(_ stream: JobOutputStream, _ bytes: ArraySlice<UInt8>) {
        let kept = bytes.suffix(Self.tailBytes)
        leftOut += bytes.count - kept.count
        if let last = tail.last, last.stream == stream, last.bytes.count + kept.count <= Self.pieceBytes {
            tail[tail.count - 1].bytes += kept
        } else {
            tail.append(Segment(stream: stream, bytes: Array(kept)))
        }
        tailCount += kept.count
        if tailCount > 2 * Self.tailBytes || tail.count > 2 * Self.mostTailPieces { trimTail() }
    }

    private mutating func trimTail() {
        var excess = max(0, tailCount - Self.tailBytes)
        var gone = 0
        while gone < tail.count, excess >= tail[gone].bytes.count || tail.count - gone > Self.mostTailPieces {
            drop(tail[gone].bytes.count, &excess)
            gone += 1
        }
        tail.removeFirst(gone)
        if excess > 0, !tail.isEmpty {
            tail[0].bytes.removeFirst(excess)
            drop(excess, &excess)
        }
    }

    private mutating func drop(_ count: Int, _ excess: inout Int) {
        leftOut += count
        tailCount -= count
        excess = max(0, excess - count)
    }
}

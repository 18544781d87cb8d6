/// Keeps the beginning and the end of a stream of unknown length in bounded memory: how a program
/// started and how it died are what its reader wants, and the middle is what can go.
package struct HeadTailBuffer: Sendable {
    private let headLimit: Int
    private let tailLimit: Int
    private var head: [UInt8] = []
    /// A ring once it is full; its oldest byte is at `tailStart`.
    private var tail: [UInt8] = []
    private var tailStart = 0
    /// How many bytes fell out of the middle.
    package private(set) var dropped = 0

    package init(limit: Int) {
        tailLimit = max(0, limit) / 2
        headLimit = max(0, limit) - tailLimit
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let forHead = min(bytes.count, headLimit - head.count)
        head.append(contentsOf: bytes[..<forHead])
        var rest = bytes[forHead...]
        if rest.count >= tailLimit {
            dropped += tail.count + rest.count - tailLimit
            tail.removeAll(keepingCapacity: true)
            tail.append(contentsOf: rest.suffix(tailLimit))
            tailStart = 0
            return
        }
        let room = tailLimit - tail.count
        tail.append(contentsOf: rest.prefix(room))
        rest = rest.dropFirst(room)
        dropped += rest.count
        for byte in rest {
            tail[tailStart] = byte
            tailStart = tailStart + 1 == tailLimit ? 0 : tailStart + 1
        }
    }

    /// What was kept, with a note where something is missing.
    package var bytes: [UInt8] {
        var result = head
        if dropped > 0 { result += Array("\n[... \(dropped) bytes dropped ...]\n".utf8) }
        result += tail[tailStart...]
        result += tail[..<tailStart]
        return result
    }
}

internal import Glibc

/// Cuts a byte stream into lines. The pieces may be cut anywhere.
struct LineSplitter {
    /// The longest line, in bytes, without its line feed.
    let limit: Int
    /// The beginning of a line whose end has not come yet.
    private(set) var unfinished: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Appends the lines that `bytes` end, without their line feeds.
    /// - Returns: false when a line is longer than the limit.
    mutating func split(_ bytes: UnsafeRawBufferPointer, into lines: inout [[UInt8]]) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        var start = 0
        while start < bytes.count, let found = memchr(base + start, 0x0A, bytes.count - start) {
            let end = UnsafeRawPointer(found) - base
            let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            if unfinished.count + piece.count > limit { return false }
            if unfinished.isEmpty {
                lines.append(Array(piece))
            } else {
                unfinished.append(contentsOf: piece)
                lines.append(unfinished)
                unfinished = []
            }
            start = end + 1
        }
        if unfinished.count + bytes.count - start > limit { return false }
        unfinished.append(contentsOf: bytes[start...])
        return true
    }
}

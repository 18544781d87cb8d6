import Processes
import Testing

@Suite struct HeadTailBufferTests {
    private func fill(limit: Int, _ chunks: [[UInt8]]) -> HeadTailBuffer {
        var buffer = HeadTailBuffer(limit: limit)
        for chunk in chunks { chunk.withUnsafeBytes { buffer.append($0) } }
        return buffer
    }

    @Test(arguments: [0, 1, 9, 10])
    func keepsAllThatFits(count: Int) {
        let bytes = (0..<count).map { UInt8($0) }
        let buffer = fill(limit: 10, [bytes])
        #expect(buffer.bytes == bytes)
        #expect(buffer.dropped == 0)
    }

    @Test func keepsBothEndsAndSaysHowMuchIsMissing() {
        let buffer = fill(limit: 6, [Array("abcdefghijklmnop".utf8)])
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "abc\n[... 10 bytes dropped ...]\nnop")
        #expect(buffer.dropped == 10)
    }

    /// However the stream is cut, the result is what a plain cut of the whole gives.
    @Test(arguments: [0, 1, 2, 3, 7, 8, 64], [1, 2, 3, 5, 7, 50, 300])
    func chunkingChangesNothing(limit: Int, chunk: Int) {
        let all = (0..<257).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let chunks = stride(from: 0, to: all.count, by: chunk).map {
            Array(all[$0..<min($0 + chunk, all.count)])
        }
        let buffer = fill(limit: limit, chunks)
        let tail = limit / 2
        let head = limit - tail
        let note = Array("\n[... \(all.count - limit) bytes dropped ...]\n".utf8)
        #expect(buffer.bytes == Array(all.prefix(head)) + note + Array(all.suffix(tail)))
        #expect(buffer.dropped == all.count - limit)
    }
}

import Testing

@testable import WorkerRuntime

@Suite struct OutputCutterTests {
    private func text(_ pieces: [OutputCutter.Piece]) -> String {
        String(decoding: pieces.flatMap(\.bytes), as: UTF8.self)
    }

    @Test func smallWritesTravelTogetherAndAreNumbered() {
        var cutter = OutputCutter(limit: 1000)
        #expect(cutter.append(.standardOutput, Array("a".utf8)) == .began)
        #expect(cutter.append(.standardOutput, Array("b".utf8)) == .nothing)
        #expect(cutter.append(.standardError, Array("c".utf8)) == .nothing)
        let first = cutter.take(room: .max)
        #expect(first.map(\.sequence) == [0, 1] && first.map(\.stream) == [.standardOutput, .standardError])
        #expect(text(first) == "abc" && cutter.isSpent)
        #expect(cutter.append(.standardOutput, Array("d".utf8)) == .began)
        #expect(cutter.finish(room: .max).map(\.sequence) == [2])
    }

    @Test func everyFullPieceIsAnnounced() {
        var cutter = OutputCutter(limit: 1 << 20)
        let piece = OutputCutter.pieceBytes
        #expect(cutter.append(.standardOutput, [UInt8](repeating: 1, count: piece - 1)) == .began)
        #expect(cutter.append(.standardOutput, [1]) == .filled)
        #expect(cutter.append(.standardOutput, [1]) == .nothing)
        #expect(cutter.append(.standardOutput, [UInt8](repeating: 1, count: 3 * piece)) == .filled)
        #expect(cutter.take(room: .max).map(\.bytes.count) == [piece, piece, piece, piece, 1])
    }

    @Test func onlyWholePiecesForWhichThereIsRoomAreTaken() {
        var cutter = OutputCutter(limit: 1 << 20)
        let piece = OutputCutter.pieceBytes
        _ = cutter.append(.standardOutput, [UInt8](repeating: 1, count: 2 * piece))
        #expect(cutter.take(room: piece - 1).isEmpty && !cutter.isSpent)
        #expect(cutter.take(room: piece).map(\.sequence) == [0])
        #expect(cutter.take(room: piece).map(\.sequence) == [1])
        #expect(cutter.isSpent)
    }

    @Test(arguments: [1, 7, 100, 4096, 65_536, 1_000_000])
    func aFloodKeepsItsBeginningAndItsEnd(chunk: Int) {
        var cutter = OutputCutter(limit: 100_000)
        let all = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        var kept: [UInt8] = []
        for start in stride(from: 0, to: chunk == 1 ? 300_000 : all.count, by: chunk) {
            let step = cutter.append(.standardOutput, Array(all[start..<min(start + chunk, all.count)]))
            if step == .filled { kept += cutter.take(room: 20_000).flatMap(\.bytes) }
        }
        let total = chunk == 1 ? 300_000 : all.count
        let last = cutter.finish(room: .max)
        let marker = last.firstIndex { $0.stream == .standardError }
        let tail = last[((marker ?? -1) + 1)...].flatMap(\.bytes)
        kept += last[..<(marker ?? 0)].flatMap(\.bytes)
        #expect(kept == Array(all[..<100_000]))
        #expect(tail == Array(all[..<total].suffix(OutputCutter.tailBytes)))
        let leftOut = total - kept.count - tail.count
        #expect(marker.map { text([last[$0]]) } == "\n… \(leftOut) bytes left out\n")
    }

    @Test func withoutRoomTheEndIsKeptAndTheLossIsNamed() {
        var cutter = OutputCutter(limit: 100_000)
        _ = cutter.append(.standardOutput, [UInt8](repeating: 1, count: 50_000) + Array("last".utf8))
        let last = cutter.finish(room: 0)
        #expect(text([last[0]]).contains("\(50_004 - OutputCutter.tailBytes) bytes left out"))
        #expect(text(Array(last.dropFirst())).hasSuffix("last"))
    }

    @Test func streamsThatTakeTurnsStayInBounds() {
        var cutter = OutputCutter(limit: 1 << 20)
        for index in 0..<100_000 {
            _ = cutter.append(index % 2 == 0 ? .standardOutput : .standardError, [1])
        }
        let pieces = cutter.finish(room: .max)
        #expect(pieces.count < OutputCutter.mostHeadPieces + 600)
    }

    @Test func nothingIsKeptWhenNothingIsWanted() {
        var cutter = OutputCutter(limit: 0)
        #expect(cutter.append(.standardOutput, [1, 2, 3]) == .nothing)
        #expect(cutter.finish(room: .max).isEmpty)
    }

    @Test func whatFitsExactlyHasNoMarker() {
        var cutter = OutputCutter(limit: 3)
        _ = cutter.append(.standardOutput, [1, 2, 3])
        #expect(cutter.finish(room: .max).map(\.bytes) == [[1, 2, 3]])
    }
}

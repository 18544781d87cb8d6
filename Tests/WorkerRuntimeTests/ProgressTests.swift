import Testing

@testable import WorkerRuntime

@Suite struct ProgressTests {
    @Test(arguments: [
        ("42", ProgressLine.progress(percent: 42, note: nil)),
        (" 42.5  copying files \r", .progress(percent: 42.5, note: "copying files")),
        ("42% copying", .progress(percent: 42, note: "copying")),
        ("copying", .progress(percent: nil, note: "copying")),
        ("1500 rows", .progress(percent: nil, note: "1500 rows")),
        ("-3", .progress(percent: nil, note: "-3")),
        ("nan", .progress(percent: nil, note: "nan")),
        ("discard old partitions", .progress(percent: nil, note: "discard old partitions")),
        (#"{"percent": 42, "message": "copying"}"#, .progress(percent: 42, note: "copying")),
        (#"{"percent": 0.5}"#, .progress(percent: 0.5, note: nil)),
        (#"{"snooze": "30s", "reason": "upstream"}"#, .snooze(.seconds(30), reason: "upstream")),
        (#"{"snooze": "1m"}"#, .snooze(.seconds(60), reason: "")),
        (#"{"discard": "withdrawn"}"#, .discard(reason: "withdrawn")),
    ])
    func linesAreUnderstood(_ line: String, _ meaning: ProgressLine) {
        #expect(ProgressLine(Array(line.utf8)) == meaning)
    }

    @Test(arguments: [
        "", "  ", "{", "{}", "[1]x{", #"{"percent": "42"}"#, #"{"snooze": 30}"#, #"{"snooze": "soon"}"#,
        #"{"discard": true}"#,
    ])
    func malformedLinesMeanNothing(_ line: String) {
        let meaning = ProgressLine(Array(line.utf8))
        #expect(meaning == nil || line == "[1]x{")
    }

    @Test func bytesThatAreNoTextDoNoHarm() {
        #expect(ProgressLine([0xff, 0x00, 0x61]) == .progress(percent: nil, note: "\u{FFFD}a"))
    }

    @Test func linesArePutTogetherFromPieces() {
        var lines = LineAssembler()
        #expect(lines.add(Array("4".utf8)).isEmpty)
        #expect(lines.add(Array("2\n\n43\n4".utf8)) == [Array("42".utf8), Array("43".utf8)])
        #expect(lines.takeLine() == Array("4".utf8))
        #expect(lines.takeLine() == nil)
    }

    @Test func aLineThatIsTooLongIsDroppedAloneAndInBoundedMemory() {
        var lines = LineAssembler()
        #expect(lines.add(Array("1\n".utf8)).count == 1)
        for _ in 0..<10_000 { #expect(lines.add([UInt8](repeating: 120, count: 1000)).isEmpty) }
        #expect(lines.add(Array("tail\n2\n".utf8)) == [Array("2".utf8)])
        #expect(lines.dropped == 1)
    }

    @Test func onlyTheNewestIsPassedOnAndNoMoreThanTwiceASecond() {
        let start = ContinuousClock.now
        var pacer = ProgressPacer()
        #expect(pacer.take(now: start) == nil)
        #expect(pacer.set(percent: 1, note: "a") == true)
        #expect(pacer.take(now: start)?.percent == 1)
        #expect(pacer.set(percent: 1, note: nil) == false)
        #expect(pacer.set(percent: 2, note: nil) == true)
        #expect(pacer.set(percent: 3, note: nil) == true)
        #expect(pacer.take(now: start.advanced(by: .milliseconds(499))) == nil)
        let news = pacer.take(now: start.advanced(by: .milliseconds(500)))
        #expect(news?.percent == 3 && news?.note == "a")
        #expect(pacer.isSpent)
    }

    @Test func valuesAreBroughtIntoBounds() {
        var pacer = ProgressPacer()
        _ = pacer.set(percent: 1000, note: String(repeating: "ü", count: 1000))
        let news = pacer.take(now: .now)
        #expect(news?.percent == 100)
        #expect((news?.note.utf8.count ?? 0) <= ProgressPacer.longestNote + 4)
        #expect(pacer.set(percent: .nan, note: nil) == false)
    }
}

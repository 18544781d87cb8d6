import Logging
import Telemetry
import Testing

@Suite struct TextLogHandlerTests {
    @Test func lineIsShortAndPlain() throws {
        let capture = LogCapture()
        capture.text().info("ready", metadata: ["port": "50051", "dir": "my files", "none": ""])
        let line = try capture.written()
        let form = /\d\d:\d\d:\d\d\.\d{3} info     ready dir="my files" none="" port=50051\n/
        #expect(line.wholeMatch(of: form) != nil)
    }

    @Test func levelIsColouredOnATerminalOnly() throws {
        let terminal = LogCapture(isTerminal: true)
        terminal.text().error("bad")
        #expect(try terminal.written().contains("\u{1B}[31merror\u{1B}[0m    bad"))
        let file = LogCapture(isTerminal: false)
        file.text().error("bad")
        #expect(try !file.written().contains("\u{1B}"))
    }

    @Test func nothingBreaksTheLineOrSteersTheTerminal() throws {
        let capture = LogCapture(isTerminal: true)
        capture.text().trace("two\nlines \u{1B}[2J", metadata: ["a\nb": "c\nd \"e\""])
        let line = try capture.written()
        #expect(line.hasSuffix("two\\nlines \\u{1b}[2J a\\nb=\"c\\nd \\\"e\\\"\"\n"))
    }

    @Test func correlationIDIsShown() throws {
        let capture = LogCapture()
        CorrelationID.$current.withValue("abc") { capture.text().info("x") }
        #expect(try capture.written().hasSuffix("x correlation_id=abc\n"))
    }
}

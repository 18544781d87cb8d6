import Foundation
import Logging
import Telemetry
import Testing

@Suite struct JSONLogHandlerTests {
    @Test func lineHasTheFixedFields() throws {
        let capture = LogCapture()
        capture.json().warning("disk is full")
        let object = try #require(try capture.objects().first)
        #expect(object["level"] as? String == "warning")
        #expect(object["service"] as? String == "jq-test")
        #expect(object["logger"] as? String == "store")
        #expect(object["message"] as? String == "disk is full")
        #expect(object["correlation_id"] == nil && object["error"] == nil)
        let time = try #require(object["timestamp"] as? String)
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        #expect(try abs(format.parse(time).timeIntervalSinceNow) < 3600)
        #expect(time.hasSuffix("Z") && time.utf8.count == 24)
    }

    @Test(arguments: [
        "plain", "", "\"quoted\" \\ back", "line\nbreak\r\ttab", "\u{0}\u{1}\u{1f}\u{7f}",
        "ü 日本 👩‍👩‍👧", "</script>",
    ])
    func everyTextComesBackAsItWas(text: String) throws {
        let capture = LogCapture()
        capture.json().info("\(text)", metadata: ["field": "\(text)", "\(text)x": "y"])
        let object = try #require(try capture.objects().first)
        #expect(object["message"] as? String == text)
        #expect(object["field"] as? String == text)
        #expect(object[text + "x"] as? String == "y")
    }

    @Test func metadataKeepsItsShape() throws {
        let capture = LogCapture()
        capture.json().info(
            "shapes",
            metadata: [
                "count": .stringConvertible(42), "share": .stringConvertible(0.5),
                "done": .stringConvertible(true), "odd": .stringConvertible(Double.infinity),
                "list": ["a", "b"],
                "nested": ["inner": ["x", .dictionary(["k": "v"])]],
            ])
        let object = try #require(try capture.objects().first)
        #expect(object["count"] as? Int == 42)
        #expect(object["share"] as? Double == 0.5)
        #expect(object["done"] as? Bool == true)
        #expect(object["odd"] as? String == "inf")
        #expect(object["list"] as? [String] == ["a", "b"])
        let nested = try #require(object["nested"] as? [String: [Any]])
        #expect(nested["inner"]?.first as? String == "x")
        #expect((nested["inner"]?.last as? [String: String]) == ["k": "v"])
    }

    @Test func eventWinsOverTaskWinsOverLogger() throws {
        let capture = LogCapture()
        var logger = capture.json(provider: Logger.MetadataProvider { ["b": "task", "c": "task"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("layers", metadata: ["c": "event"])
        let object = try #require(try capture.objects().first)
        #expect(["a", "b", "c"].map { object[$0] as? String } == ["logger", "task", "event"])
    }

    @Test func metadataCannotPretendToBeAFixedField() throws {
        let capture = LogCapture()
        capture.json().info("true message", metadata: ["message": "false", "level": "critical"])
        let object = try #require(try capture.objects().first)
        #expect(object["message"] as? String == "true message")
        #expect(object["metadata.message"] as? String == "false")
        #expect(object["metadata.level"] as? String == "critical")
    }

    @Test func correlationIDReachesChildTasks() async throws {
        let capture = LogCapture()
        let logger = capture.json()
        await CorrelationID.$current.withValue("request-1") {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { logger.info("inside") }
            }
        }
        logger.info("outside")
        let objects = try capture.objects()
        #expect(objects.map { $0["correlation_id"] as? String } == ["request-1", nil])
    }

    @Test func anErrorAmongTheMetadataIsTheErrorUnlessThereIsOne() throws {
        struct Failure: Error, CustomStringConvertible { var description: String { "no space left" } }
        let capture = LogCapture()
        capture.json().error("cannot write", metadata: ["error": "full"])
        capture.json().error("cannot write", error: Failure(), metadata: ["error": "full"])
        let objects = try capture.objects()
        #expect(objects[0]["error"] as? String == "full" && objects[0]["metadata.error"] == nil)
        #expect(objects[1]["error"] as? String == "no space left")
        #expect(objects[1]["metadata.error"] as? String == "full")
    }

    @Test func errorsAreWritten() throws {
        struct Failure: Error, CustomStringConvertible { let description = "no space left" }
        let capture = LogCapture()
        capture.json().error("cannot write", error: Failure())
        #expect(try capture.objects().first?["error"] as? String == "no space left")
    }

    @Test func levelIsAValueOfEachLogger() throws {
        let capture = LogCapture()
        let quiet = capture.json(level: .error)
        var loud = quiet
        loud.logLevel = .debug
        quiet.info("unheard")
        loud.info("heard")
        #expect(try capture.objects().map { $0["message"] as? String } == ["heard"])
    }

    @Test func linesOfManyTasksStayWhole() async throws {
        let capture = LogCapture()
        let logger = capture.json()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    logger.info("\(String(repeating: "x", count: 300))", metadata: ["n": "\(number)"])
                }
            }
        }
        let numbers = try capture.objects().compactMap { $0["n"] as? String }
        #expect(Set(numbers).count == 100)
    }

    @Test func readerThatIsGoneDoesNoHarm() throws {
        let logger = Logger(label: "store") { label in
            JSONLogHandler(
                label: label, service: "jq-test", level: .info, output: LogOutput(descriptor: -1))
        }
        logger.info("into the void")
    }
}

import Foundation
import Processes
import Resources

/// Debian's kcat: a client of Kafka that knows nothing of jq.
enum Kcat {
    /// Why there is no answer.
    enum Failure: Error {
        /// Debian's package kcat is not installed (`make deps`).
        case missing
        /// What it said.
        case failed(String)
    }

    /// What it reads from a topic's beginning to its end, partition by partition in their orders.
    static func read(_ topic: String, at addresses: String) async throws -> [KcatMessage] {
        let output = try await run(["-b", addresses, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"])
        return try output.split(separator: UInt8(ascii: "\n")).map { try KcatMessage(Value(json: Array($0))) }
    }

    /// Writes one message for each line, `key:value`.
    static func write(
        _ lines: [String], to topic: String, at addresses: String, _ options: [String] = []
    ) async throws {
        let input = Array(lines.joined(separator: "\n").utf8)
        _ = try await run(["-b", addresses, "-P", "-t", topic, "-K:"] + options, input)
    }

    private static func run(_ arguments: [String], _ input: [UInt8] = []) async throws -> [UInt8] {
        guard
            let program = ["/usr/bin/kcat", "/usr/local/bin/kcat"]
                .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
        else { throw Failure.missing }
        let result = try await runProcess(
            ProcessRequest(
                executable: program, arguments: arguments, environment: [:], standardInput: .bytes(input),
                output: .capture(limit: 1 << 26), parentDeathSignal: SIGKILL), timeout: .seconds(60))
        guard result.isSuccess, !result.standardOutputTruncated else {
            throw Failure.failed(String(decoding: result.standardError, as: UTF8.self))
        }
        return result.standardOutput
    }
}

/// A message as kcat prints it.
struct KcatMessage {
    var partition: Int64
    var offset: Int64
    var key: String?
    /// Milliseconds since 1970.
    var time: Int64?
    /// In their order.
    var headers: [(name: String, value: String)]
    /// The members of the value's object; empty when it is none.
    var members: [String: Value]

    init(_ line: Value) throws {
        guard let line = line.objectValue, let partition = line["partition"]?.intValue,
            let offset = line["offset"]?.intValue
        else { throw Kcat.Failure.failed("no message: \(line)") }
        self.partition = partition
        self.offset = offset
        key = line["key"]?.stringValue
        time = line["ts"]?.intValue
        let words = (line["headers"]?.arrayValue ?? []).map { $0.stringValue ?? "" }
        headers = stride(from: 0, to: words.count - 1, by: 2).map { (words[$0], words[$0 + 1]) }
        let payload = Array((line["payload"]?.stringValue ?? "").utf8)
        members = (try? Value(json: payload))?.objectValue ?? [:]
    }

    subscript(header: String) -> String? { headers.first { $0.name == header }?.value }
}

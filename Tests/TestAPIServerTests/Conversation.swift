import Foundation
import LinuxReactor
import Processes
import Resources
import TestAPIServer

/// Requests over a real connection, made with the program curl.
struct Conversation {
    let server: TestAPIServer
    var url: String
    var options: [String] = []

    static let curl = "/usr/bin/curl"
    static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: curl) }

    /// What came back. `status` is 0 and `curlExit` tells the reason when nothing did.
    struct Reply {
        var status: Int
        var curlExit: ProcessExit
        var headers: [String: String]
        var text: String

        /// The body as JSON; null when it is none.
        var json: Value { (try? Value(json: Array(text.utf8))) ?? .null }
        /// The lines of a watch.
        var lines: [Value] { text.split(separator: "\n").compactMap { try? Value(json: Array($0.utf8)) } }
    }

    init(_ server: TestAPIServer, url: String? = nil, _ options: [String] = []) {
        self.server = server
        self.url = url ?? server.url
        self.options = options
    }

    func ask(
        _ method: String = "GET", _ path: String, _ body: Value? = nil, type: String = "application/json",
        _ more: String...
    ) async throws -> Reply {
        try await ask(
            method, path, text: body.map { String(decoding: $0.canonicalJSON(), as: UTF8.self) }, type, more)
    }

    func ask(
        _ method: String, _ path: String, text: String?, _ type: String, _ more: [String] = []
    ) async throws -> Reply {
        var arguments =
            ["-sS", "-i", "-N", "--max-time", "20", "-X", method, "-A", "curl-test/1"] + options + more
        if let text { arguments += ["-H", "Content-Type: \(type)", "--data-binary", text] }
        let request = ProcessRequest(
            executable: Self.curl, arguments: arguments + [url + path], environment: [:],
            output: .capture(limit: 16 << 20), errorOutput: .null)
        let result = try await runProcess(request, timeout: .seconds(30))
        let output = String(decoding: result.standardOutput, as: UTF8.self)
        guard let end = output.range(of: "\r\n\r\n") else {
            return Reply(status: 0, curlExit: result.exit, headers: [:], text: output)
        }
        let head = output[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in head.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] =
                parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let status = head[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Reply(
            status: status, curlExit: result.exit, headers: headers, text: String(output[end.upperBound...]))
    }
}

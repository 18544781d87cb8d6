import Foundation
import Glibc
import LinuxReactor

/// A named pipe through which a process tells a test that it lives: the pipe ends when the last writer has.
final class FIFO: Sendable {
    let path: String
    private let descriptor: Int32
    private let thread = BlockingThread(name: "fifo")

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/jq-worker-test-\(UUID().uuidString).fifo"
        guard mkfifo(path, 0o600) == 0 else { throw ScriptError(description: "cannot make \(path)") }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw ScriptError(description: "cannot open \(path)") }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The first line that somebody writes.
    func readLine() async throws -> String {
        let descriptor = descriptor
        return try await thread.run {
            var line: [UInt8] = []
            while true {
                var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let isReady = Glibc.poll(&poll, 1, 20_000) > 0
                guard isReady else { throw ScriptError(description: "nobody writes") }
                var byte: UInt8 = 0
                guard read(descriptor, &byte, 1) == 1 else { continue }
                if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
                line.append(byte)
            }
        }
    }

    /// Whether every process that had the pipe open for writing is gone.
    var hasNoWriter: Bool {
        var byte: UInt8 = 0
        return read(descriptor, &byte, 1) == 0
    }
}

import Foundation
import Glibc
import LinuxReactor

/// A named pipe on which the commands of a test wait.
final class Gate: Sendable {
    let path = freshPipePath()
    private let descriptor: Int32

    init() throws {
        guard mkfifo(path, 0o600) == 0 else { throw PipeError(description: "cannot make \(path)") }
        // Both ends, so that nobody waits for somebody to open the other one.
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw PipeError(description: "cannot open \(path)") }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Lets one `read x < path` go on.
    func release() {
        let line: [UInt8] = [103, 111, 10]
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// A named pipe that says whether any process still has it open: it ends when the last writer has.
final class Witness: Sendable {
    let path = freshPipePath()
    private let descriptor: Int32
    private let thread = BlockingThread(name: "witness")

    init() throws {
        guard mkfifo(path, 0o600) == 0 else { throw PipeError(description: "cannot make \(path)") }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw PipeError(description: "cannot open \(path)") }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Waits until so many bytes have been written.
    func read(_ count: Int) async throws {
        let descriptor = descriptor
        try await thread.run {
            var left = count
            while left > 0 {
                var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard Glibc.poll(&poll, 1, 20_000) > 0 else { throw PipeError(description: "nobody writes") }
                var byte: UInt8 = 0
                if Glibc.read(descriptor, &byte, 1) == 1 { left -= 1 }
            }
        }
    }

    var hasNoWriter: Bool {
        var byte: UInt8 = 0
        return Glibc.read(descriptor, &byte, 1) == 0
    }
}

struct PipeError: Error, CustomStringConvertible { let description: String }

private func freshPipePath() -> String {
    FileManager.default.temporaryDirectory.path + "/jq-test-\(UUID().uuidString).fifo"
}

import Foundation
import Glibc
import LinuxReactor
import Processes

/// The environment of the test children: enough for a shell to find its programs.
let searchPath = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

let reactor = Reactor(name: "process-tests")

func shell(_ script: String, output: ProcessRequest.Output = .capture(limit: 1 << 20)) -> ProcessRequest {
    ProcessRequest(executable: "/bin/sh", arguments: ["-c", script], environment: searchPath, output: output)
}

func run(
    _ request: ProcessRequest, timeout: Duration? = nil, killGrace: Duration = .seconds(30)
) async throws(SpawnError) -> ProcessResult {
    try await runProcess(request, timeout: timeout, killGrace: killGrace, reactor: reactor)
}

extension ProcessResult {
    var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    var errorText: String { String(decoding: standardError, as: UTF8.self) }
}

/// Whether a process runs; a zombie that init has yet to reap does not.
func isAlive(_ pid: Int32) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let afterName = line.lastIndex(of: ")")
    else { return false }
    let state = line[afterName...].dropFirst(2).prefix(1)
    return state != "Z" && state != "X"
}

/// Whether `pid` still takes up a place in the process table, be it as a zombie.
func isInProcessTable(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno != ESRCH }

/// The open descriptors of this process that spawning makes: pipes and process descriptors.
func spawnDescriptorCount() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
        return target.map { $0.hasPrefix("pipe:") || $0.contains("pidfd") } ?? false
    }
}

/// A folder that lives as long as the test's value.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "jq-processes-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        chmod(path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        chmod(file, mode)
        return file
    }

    func text(of name: String) -> String {
        (try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? ""
    }

    /// Waits until a child has written `count` lines into a file.
    func lines(_ count: Int, of name: String) async -> [String] {
        while true {
            let text = text(of: name)
            let lines = text.split(separator: "\n")
            if lines.count >= count, text.hasSuffix("\n") { return lines.map(String.init) }
            await Task.yield()
        }
    }
}

import Foundation

/// A data folder for one test; removed with the value, after every server on it has ended.
final class DataFolder: Sendable {
    let path: String

    init() {
        let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = "\(place)/jq-data-\(UInt32.random(in: 0 ... .max))"
    }

    deinit {
        if let pid = try? serverPid() { kill(pid, SIGQUIT) }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Of the server that runs, or ran, on the folder.
    func serverPid() throws -> Int32 {
        let text = try String(contentsOfFile: path + "/postgres/postmaster.pid", encoding: .utf8)
        return Int32(text.prefix { $0.isNumber }) ?? 0
    }

    func log() -> String {
        (try? String(contentsOfFile: path + "/postgres.log", encoding: .utf8)) ?? ""
    }

    /// A server as a killed process would leave it behind: nobody holds the folder's lock.
    func startServerByHand() throws -> Int32 {
        let options = try String(contentsOfFile: path + "/postgres/postmaster.opts", encoding: .utf8)
        let program = options.prefix { $0 != " " }
        var command = [
            String(program), "-D", path + "/postgres", "-k", path + "/sockets", "-c", "listen_addresses=",
        ]
        if geteuid() == 0 {
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] + command
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(filePath: "/")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process.processIdentifier
    }
}

/// Between two looks at something that comes about by itself.
func briefly() async { try? await Task.sleep(for: .milliseconds(5)) }

/// What a program prints, without the last line's end.
func output(of program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    // A file, not a pipe: a child of another test may inherit a pipe's end and keep it open.
    let file = FileManager.default.temporaryDirectory.appending(path: "jq-output-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forWritingTo: file)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return String(decoding: try Data(contentsOf: file), as: UTF8.self).trimmingCharacters(in: .newlines)
}

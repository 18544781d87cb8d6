import Foundation

/// PostgreSQL's programs, run as the user `postgres` if this process is root.
enum Command {
    static var isRoot: Bool { geteuid() == 0 }

    /// Runs a program to its end. Its output is part of the error if it fails.
    static func run(_ program: String, _ arguments: [String], asRoot: Bool = false) throws {
        let output = try Descriptors()
        let child = try ChildProcess(
            asServerUser([find(program)] + arguments, asRoot: asRoot), input: nil, output: output.writing)
        close(output.writing)
        let words = output.readToEnd()
        guard child.wait() == 0 else {
            throw TestCluster.Failure(description: "\(program) failed: \(words)")
        }
    }

    /// The command that runs `command` as the user of the server.
    static func asServerUser(_ command: [String], asRoot: Bool = false) -> [String] {
        guard isRoot, !asRoot else { return command }
        // The current folder may be closed to that user.
        return [
            "env", "--chdir=/", "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--",
        ]
            + command
    }

    /// Debian keeps the server's programs outside PATH, one folder per version: the newest wins.
    static func find(_ program: String) -> String {
        let versions = "/usr/lib/postgresql"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
        let newest = folders.sorted { $0.localizedStandardCompare($1) == .orderedDescending }
        let paths = newest.map { "\(versions)/\($0)/bin/\(program)" }
        return paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? program
    }
}

/// A pipe whose ends no child inherits by accident.
struct Descriptors {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw TestCluster.Failure(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    func readToEnd() -> String {
        defer { close(reading) }
        let handle = FileHandle(fileDescriptor: reading)
        return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    }
}

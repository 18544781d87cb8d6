import ControllerRuntime
import Glibc
import Processes

/// A temporary folder of a measurement.
struct ScratchFolder: Sendable {
    let path: String

    init() throws {
        let parent = ProcessEnvironment.temporaryFolders.first?.text ?? "/tmp"
        let path = "\(parent)/jq-bench-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        // The database's account must pass through.
        guard unsafe mkdir(path, 0o711) == 0 else {
            throw BenchError(
                "cannot create \(path): error \(errno); set TMPDIR to a folder that can be written")
        }
        self.path = path
    }

    func appending(_ name: String) -> String { path + "/" + name }

    func makeFolder(_ name: String) throws -> String {
        let folder = appending(name)
        guard unsafe mkdir(folder, 0o755) == 0 else {
            throw BenchError("cannot create \(folder): error \(errno)")
        }
        return folder
    }

    func write(_ name: String, _ text: String) throws {
        let path = appending(name)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw BenchError("cannot write \(path): error \(errno)") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard written > 0 else { throw BenchError("cannot write \(path): error \(errno)") }
            rest = rest.dropFirst(written)
        }
    }

    /// Deletes the folder with everything in it.
    func remove() async {
        _ = try? await runProcess(
            ProcessRequest(executable: "/bin/rm", arguments: ["-rf", "--", path], environment: [:]))
    }
}

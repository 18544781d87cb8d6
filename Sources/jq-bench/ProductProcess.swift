import ControllerRuntime
import Glibc
import Processes

/// A jq-server or jq-worker that runs as a child of this program.
struct ProductProcess: Sendable {
    let name: String
    let child: ChildProcess

    var pid: Int32 { child.pid }

    /// Starts a program that lies beside this one.
    static func start(
        _ program: String, name: String, arguments: [String] = [], environment: [String: String],
        folder: ScratchFolder
    ) async throws -> ProductProcess {
        guard let own = LocalPath("/proc/self/exe").linkTarget else {
            throw BenchError("cannot tell where this program lies: /proc/self/exe cannot be read")
        }
        let path = LocalPath(own).parent.appending(program)
        guard path.isExecutable else {
            throw BenchError("\(path) is missing; build it: swift build --product \(program)")
        }
        var variables = environment
        for name in ["PATH", "HOME", "LD_LIBRARY_PATH"] {
            variables[name] = ProcessEnvironment.variables[name]
        }
        variables["SWIFT_BACKTRACE"] = "enable=no"
        let child = try await ChildProcess.spawn(
            ProcessRequest(
                executable: path.text, arguments: arguments, environment: variables,
                output: .file(folder.appending(name + ".log")), parentDeathSignal: SIGKILL))
        return ProductProcess(name: name, child: child)
    }

    /// Ends it the hard way.
    func kill() async {
        child.signalGroup(SIGKILL)
        _ = await child.wait()
    }

    /// Asks it to end, and waits.
    func stop() async {
        child.signalGroup(SIGTERM)
        _ = await child.wait()
    }
}

/// A TCP port of loopback that nobody uses at this moment.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw BenchError("cannot make a socket: error \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            unsafe bind(descriptor, pointer, size) == 0 && getsockname(descriptor, pointer, &size) == 0
        }
    }
    guard isBound else { throw BenchError("no free port on 127.0.0.1: error \(errno)") }
    return Int(UInt16(bigEndian: address.sin_port))
}

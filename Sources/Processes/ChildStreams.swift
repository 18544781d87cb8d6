internal import CLinux
internal import Glibc

/// The descriptors of one child's streams, and of its channel, while it is being started: the ends that the child gets
/// and the ends that we keep. Whoever holds a value closes what it does not hand on.
struct ChildStreams: Sendable {
    /// -1 lets the child have the parent's own.
    private(set) var childInput: Int32 = -1
    private(set) var childOutput: Int32 = -1
    private(set) var childError: Int32 = -1
    /// -1 gives the child none.
    private(set) var childChannel: Int32 = -1
    /// -1 when there is nothing to write or read.
    private(set) var parentInput: Int32 = -1
    private(set) var parentOutput: Int32 = -1
    private(set) var parentError: Int32 = -1
    private(set) var parentChannel: Int32 = -1

    init(_ request: ProcessRequest) throws(SpawnError) {
        do throws(SpawnError) {
            try openInput(request.standardInput)
            (childOutput, parentOutput) = try Self.openOutput(request.output)
            (childError, parentError) = try Self.openOutput(request.errorOutput ?? request.output)
            if request.channel != nil { (childChannel, parentChannel) = try Self.openOutgoingPipe() }
        } catch {
            closeAll()
            throw error
        }
    }

    /// To be called when the child has its copies.
    mutating func closeChildEnds() {
        for descriptor in [childInput, childOutput, childError, childChannel] where descriptor >= 0 {
            close(descriptor)
        }
        (childInput, childOutput, childError, childChannel) = (-1, -1, -1, -1)
    }

    /// To be called when there is no child after all.
    mutating func closeAll() {
        closeChildEnds()
        for descriptor in [parentInput, parentOutput, parentError, parentChannel] where descriptor >= 0 {
            close(descriptor)
        }
        (parentInput, parentOutput, parentError, parentChannel) = (-1, -1, -1, -1)
    }

    private mutating func openInput(_ input: ProcessRequest.Input) throws(SpawnError) {
        switch input {
        case .null:
            childInput = try Self.openFile("/dev/null", O_RDONLY)
        case .bytes:
            (childInput, parentInput) = try Self.openPipe()
            _ = fcntl(parentInput, F_SETFL, O_NONBLOCK)
        }
    }

    private static func openOutput(
        _ output: ProcessRequest.Output
    ) throws(SpawnError) -> (child: Int32, parent: Int32) {
        switch output {
        case .inherit: return (-1, -1)
        case .null: return (try openFile("/dev/null", O_WRONLY), -1)
        case .file(let path): return (try openFile(path, O_WRONLY | O_CREAT | O_APPEND), -1)
        case .capture: return try openOutgoingPipe()
        }
    }

    private static func openOutgoingPipe() throws(SpawnError) -> (child: Int32, parent: Int32) {
        let (reading, writing) = try openPipe()
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        return (writing, reading)
    }

    private static func openPipe() throws(SpawnError) -> (reading: Int32, writing: Int32) {
        var (reading, writing): (Int32, Int32) = (-1, -1)
        if cspawn_pipe(&reading, &writing) != 0 { throw openError("a pipe", errno) }
        return (reading, writing)
    }

    private static func openFile(_ path: String, _ flags: Int32) throws(SpawnError) -> Int32 {
        while true {
            let descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY, 0o644)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw openError(path, errno) }
        }
    }

    private static func openError(_ what: String, _ number: Int32) -> SpawnError {
        let advice = number == EMFILE || number == ENFILE ? "; raise the limit of open files (ulimit -n)" : ""
        return SpawnError(
            .streams, number, "cannot open \(what) for the child: \(SpawnError.text(number))\(advice)")
    }
}

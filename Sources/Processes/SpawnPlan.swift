internal import CLinux

/// A checked request, with its strings laid out for execve. Made on the caller's thread, so that the
/// thread that starts the child has little to do.
struct SpawnPlan: Sendable {
    let request: ProcessRequest
    let path: String
    private let arguments: CStringBlock
    private let environment: CStringBlock

    init(_ request: ProcessRequest) throws(SpawnError) {
        self.request = request
        path = try findExecutable(
            request.executable, searchPath: request.environment["PATH"],
            directory: request.workingDirectory)
        try Self.check(request)
        var arguments = CStringBlock()
        arguments.append(request.executable)
        for argument in request.arguments { arguments.append(argument) }
        self.arguments = arguments
        var environment = CStringBlock()
        for (name, value) in request.environment where name != request.channel {
            environment.append(name, "=", value)
        }
        if let channel = request.channel {
            environment.append(channel, "=", String(ProcessRequest.channelDescriptor))
        }
        self.environment = environment
    }

    private static func check(_ request: ProcessRequest) throws(SpawnError) {
        func reject(_ text: String, _ what: @autoclosure () -> String) throws(SpawnError) {
            if text.utf8.contains(0) { throw SpawnError(.request, 0, "\(what()) contains a NUL byte") }
        }
        try reject(request.executable, "the name of the executable")
        try reject(request.workingDirectory ?? "", "the working directory")
        for (index, argument) in request.arguments.enumerated() {
            try reject(argument, "argument \(index + 1) of \(request.executable)")
        }
        for (name, value) in request.environment {
            if name.isEmpty || name.utf8.contains(UInt8(ascii: "=")) {
                throw SpawnError(
                    .request, 0, "the environment variable name \"\(name)\" is empty or contains \"=\"")
            }
            try reject(name, "the name of an environment variable")
            try reject(value, "the environment variable \(name)")
        }
        try reject(request.channel ?? "", "the name of the channel's variable")
    }

    /// Starts the child on this thread, which stands still for the 20 microseconds or so until the child
    /// has executed. Nil if it must be the reactor's thread: a parent death signal comes when the thread
    /// ends that started the child, and those of Swift's pool come and go.
    func startHere() throws(SpawnError) -> StartedChild? {
        request.parentDeathSignal == nil ? try start() : nil
    }

    /// Starts the child on this thread.
    func start() throws(SpawnError) -> StartedChild {
        var streams = try ChildStreams(request)
        let result = spawn(streams)
        if result.pid < 0 {
            streams.closeAll()
            throw SpawnError(result, of: self)
        }
        streams.closeChildEnds()
        return StartedChild(pid: result.pid, descriptor: result.pidfd, streams: streams)
    }

    private func spawn(_ streams: ChildStreams) -> cspawn_result {
        let limits = request.limits.map {
            cspawn_limit(resource: $0.resource.number, soft: $0.soft, hard: $0.hard)
        }
        return path.withCString { path in
            limits.withUnsafeBufferPointer { limits in
                withOptionalCString(request.workingDirectory) { directory in
                    arguments.withPointers { arguments in
                        environment.withPointers { environment in
                            var call = cspawn_request()
                            call.path = path
                            call.arguments = arguments
                            call.environment = environment
                            call.working_directory = directory
                            call.descriptors = (
                                streams.childInput, streams.childOutput, streams.childError,
                                streams.childChannel
                            )
                            call.limits = limits.baseAddress
                            call.limit_count = limits.count
                            call.switch_user = request.user == nil ? 0 : 1
                            call.uid = request.user?.uid ?? 0
                            call.gid = request.user?.gid ?? 0
                            call.death_signal = request.parentDeathSignal ?? 0
                            return cspawn_start(&call)
                        }
                    }
                }
            }
        }
    }
}

private func withOptionalCString<Result>(
    _ string: String?, _ body: (UnsafePointer<CChar>?) -> Result
) -> Result {
    guard let string else { return body(nil) }
    return string.withCString(body)
}

import NIOCore

/// Runs tasks on the thread of one event loop, so that callers share it with their connection.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs `body` and its child tasks on the thread of `loop`.
func withExecutor<T: Sendable>(
    _ loop: any EventLoop, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withTaskExecutorPreference(LoopExecutor(loop)) { try await body() }
}

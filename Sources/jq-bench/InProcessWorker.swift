import Logging
import NIOPosix
import WorkerRuntime

/// A worker of this process, so that its handlers and the one who submits read the same clock.
struct InProcessWorker {
    private let worker: Worker
    private let task: Task<Void, any Error>

    /// Starts a worker and waits until its server has welcomed it.
    ///
    /// - Parameter handler: runs on the worker's event loop; it must not block.
    static func start(
        server: ServerUnderTest, queues: [String], concurrency: Int, handler: @escaping JobHandler
    ) async throws -> InProcessWorker {
        guard let address = ServerAddress(server.address) else {
            throw BenchError("\(server.address) is no address")
        }
        var handlers = HandlerRegistry(fallback: nil)
        handlers.registerFallback(placement: .inline, handler: handler)
        var logger = Logger(label: "worker") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let worker = Worker(
            configuration: WorkerConfiguration(
                servers: [address], queues: queues, concurrency: concurrency,
                eventLoop: MultiThreadedEventLoopGroup(numberOfThreads: 1).next()),
            handlers: handlers, logger: logger)
        let task = Task { try await worker.run() }
        let deadline = ContinuousClock.now + .seconds(10)
        while !worker.obstacles.isEmpty {
            guard ContinuousClock.now < deadline else { throw BenchError("the worker does not connect") }
            try await Task.sleep(for: .milliseconds(2))
        }
        return InProcessWorker(worker: worker, task: task)
    }

    /// Finishes what runs and ends.
    func stop() async {
        worker.beginShutdown()
        _ = await task.result
    }
}

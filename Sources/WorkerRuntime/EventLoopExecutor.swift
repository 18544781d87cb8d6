internal import NIOCore

/// Runs tasks on the thread of one event loop. Tasks that work on a connection then share its thread, and
/// nothing is handed from thread to thread.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // Exactly once, which is what an unowned job asks for.
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

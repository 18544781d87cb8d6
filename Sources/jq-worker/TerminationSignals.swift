internal import Glibc
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals
internal import WorkerRuntime

/// The first SIGTERM or SIGINT asks the worker to finish, the second one to stop, the third one ends the
/// process.
struct TerminationSignals: Service {
    let worker: Worker
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var count = 0
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                count += 1
                switch count {
                case 1:
                    logger.info("\(signal): finishing the running jobs; a second signal interrupts them")
                    worker.beginShutdown()
                case 2:
                    logger.warning("\(signal): interrupting the running jobs; a third one ends the process")
                    worker.terminate()
                default:
                    // The children that are left get SIGKILL with their parent's end.
                    exit(128 + signal.rawValue)
                }
            }
        }
    }
}

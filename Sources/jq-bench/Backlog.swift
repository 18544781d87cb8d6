import ControllerRuntime
import Controllers
import PostgresStore

/// Jobs that wait.
enum Backlog {
    private static let batch = 1000
    private static let lanes = 2

    /// Submits `count` jobs with a payload of 200 bytes straight to the store.
    static func fill(_ queue: String, count: Int, store: JobQueueStore) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    for start in stride(from: lane * batch, to: count, by: batch * lanes) {
                        _ = try await store.submit(
                            newJobs(queue, count: min(batch, count - start)), allOrNone: true)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    static func newJobs(_ queue: String, count: Int) -> [NewJob] {
        let payload = [UInt8](repeating: 0x61, count: 200)
        return (0..<count).map { _ in NewJob(id: freshJobID(), queue: queue, payload: payload) }
    }
}

/// A queue whose jobs stay where they are.
enum PausedQueue {
    static func declare(_ name: String, folder: ScratchFolder, store: JobQueueStore) async throws {
        let manifests = try folder.makeFolder("queue-\(name)")
        try folder.write(
            "queue-\(name)/queue.yaml",
            """
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: \(name)}
            spec: {paused: true}
            """)
        let outcome = try await DirectoryPass(
            source: DirectorySource(path: manifests), store: store, owner: "bench"
        ).perform()
        if let problem = outcome.problems.first {
            throw BenchError("cannot declare queue \(name): \(problem)")
        }
    }
}

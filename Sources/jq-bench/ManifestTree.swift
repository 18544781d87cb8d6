/// Manifests on disk, 250 files to a folder.
struct ManifestTree {
    private static let filesPerFolder = 250

    let folder: ScratchFolder
    let count: Int

    /// Writes all of them; returns the path of the root.
    func write() throws -> String {
        let root = try folder.makeFolder("manifests")
        for index in 0..<count {
            let group = index / Self.filesPerFolder
            if index % Self.filesPerFolder == 0 { _ = try folder.makeFolder("manifests/group-\(group)") }
            try folder.write(path(index), manifest(index))
        }
        return root
    }

    /// Changes one queue.
    func edit() throws {
        try folder.write(path(0), queue(0, retries: 7))
    }

    private func path(_ index: Int) -> String {
        "manifests/group-\(index / Self.filesPerFolder)/resource-\(index).yaml"
    }

    private func manifest(_ index: Int) -> String {
        switch index % 20 {
        case 0: queue(index, retries: 5)
        case 1: pool(index)
        case 2, 3: schedule(index)
        default: job(index)
        }
    }

    private func queue(_ index: Int, retries: Int) -> String {
        head("Queue", "queue-\(index)") + """
            spec:
              maxRetries: \(retries)
              timeout: 5m
              backoff: {base: 2s, max: 5m}

            """
    }

    private func pool(_ index: Int) -> String {
        head("WorkerPool", "pool-\(index)") + """
            spec:
              queues: [queue-\(index - 1)]
              replicas: 2
              concurrency: 8
              gracePeriod: 30s

            """
    }

    private func schedule(_ index: Int) -> String {
        head("Schedule", "schedule-\(index)") + """
            spec:
              cron: "\(index % 60) 3 * * *"
              jobTemplate:
                spec:
                  queue: queue-\(index / 20 * 20)
                  command: [python3, jobs/report.py, --day, today]

            """
    }

    private func job(_ index: Int) -> String {
        head("Job", "job-\(index)") + """
            spec:
              queue: queue-\(index / 20 * 20)
              priority: \(index % 10)
              maxRetries: 4
              timeout: 10m
              command: [python3, jobs/migrate.py, --step, "\(index)"]

            """
    }

    private func head(_ kind: String, _ name: String) -> String {
        """
        apiVersion: jq.dev/v1alpha1
        kind: \(kind)
        metadata:
          name: \(name)
          labels: {team: bench}

        """
    }
}

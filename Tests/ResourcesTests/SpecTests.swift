import Resources
import Testing

@Suite("Typed specs")
struct SpecTests {
    private func resource(_ kind: Kind, _ spec: Value) throws -> Resource {
        let (resource, diagnostics) = decode(kind, spec)
        return try #require(resource, "\(diagnostics)")
    }

    @Test("A queue that says nothing has the defaults")
    func queueDefaults() throws {
        let spec = QueueSpec(try resource(.queue, [:]))
        #expect(spec.maxRetries == 3)
        #expect(spec.ttl == nil && spec.timeout == nil)
        #expect(spec.priority == 0 && !spec.paused)
        #expect(spec.backoff == Backoff(base: .seconds(1), max: .seconds(600), jitter: 0.2))
        #expect(spec.concurrency == nil && spec.rateLimit == nil)
        #expect(spec.retentionDone == .seconds(86_400) && spec.retentionDeadLettered == .seconds(30 * 86_400))
        #expect(spec.onDelete == .block && spec.moveTo == nil)
    }

    @Test("A queue that says everything")
    func queue() throws {
        let spec = QueueSpec(
            try resource(
                .queue,
                [
                    "maxRetries": 0, "ttl": "1h", "timeout": "5m", "priority": 9, "paused": true,
                    "backoff": ["base": "2s", "max": "1m", "jitter": 0],
                    "concurrency": ["limit": 50, "perKey": 1],
                    "rateLimit": ["limit": 100], "retention": ["done": "0s"], "onDelete": "MoveTo",
                    "moveTo": "other",
                ]))
        #expect(spec.maxRetries == 0 && spec.ttl == .seconds(3600) && spec.timeout == .seconds(300))
        #expect(spec.priority == 9 && spec.paused)
        #expect(spec.backoff == Backoff(base: .seconds(2), max: .seconds(60), jitter: 0))
        #expect(spec.concurrency?.limit == 50 && spec.concurrency?.perKey == 1)
        #expect(spec.rateLimit?.limit == 100 && spec.rateLimit?.period == .seconds(1))
        #expect(spec.retentionDone == .zero && spec.retentionDeadLettered == .seconds(30 * 86_400))
        #expect(spec.onDelete == .moveTo && spec.moveTo == "other")
    }

    @Test("Worker pools")
    func workerPool() throws {
        let plain = WorkerPoolSpec(try resource(.workerPool, ["queues": ["a", "b"]]))
        #expect(plain.queues == ["a", "b"] && plain.concurrency == 8 && plain.replicas == 1 && !plain.drain)
        #expect(plain.runtime == .process && plain.gracePeriod == .seconds(60) && plain.env.isEmpty)
        let template: Value = [
            "image": "worker:1", "env": ["A": "b"], "resources": ["limits": ["cpu": 1, "memory": "1Gi"]],
        ]
        let full = WorkerPoolSpec(
            try resource(.workerPool, ["queues": ["a"], "runtime": "External", "template": template]))
        #expect(full.runtime == .external && full.image == "worker:1" && full.env == ["A": "b"])
        #expect(full.resources.limits == ["cpu": "1", "memory": "1Gi"] && full.resources.requests.isEmpty)
        #expect(plain.autoscale == nil && plain.tolerations.isEmpty && plain.podLabels.isEmpty)
    }

    @Test("Worker pools on Kubernetes")
    func kubernetesPool() throws {
        let (decoded, diagnostics) = decode(
            .workerPool,
            [
                "queues": ["a"], "runtime": "Kubernetes",
                "autoscale": ["max": 20, "targetStartLatency": "5000ms", "targetBacklog": 3],
                "template": [
                    "image": "worker:1", "imagePullPolicy": "Always", "imagePullSecrets": ["key"],
                    "serviceAccountName": "w", "nodeSelector": ["a/b": "c"],
                    "tolerations": [["key": "a", "operator": "Exists"]], "labels": ["x": "y"],
                    "annotations": ["note": "z"],
                ],
            ])
        let pool = WorkerPoolSpec(try #require(decoded, "\(diagnostics)"))
        #expect(diagnostics == [] && pool.runtime == .kubernetes && pool.image == "worker:1")
        #expect(pool.autoscale?.min == 1 && pool.autoscale?.max == 20 && pool.autoscale?.targetBacklog == 3)
        #expect(pool.autoscale?.targetStartLatency == .seconds(5))
        #expect(pool.autoscale?.scaleDownDelay == .seconds(300))
        #expect(pool.imagePullPolicy == "Always" && pool.imagePullSecrets == ["key"])
        #expect(pool.serviceAccountName == "w" && pool.nodeSelector == ["a/b": "c"])
        #expect(pool.tolerations == [["key": "a", "operator": "Exists"]])
        #expect(pool.podLabels == ["x": "y"] && pool.podAnnotations == ["note": "z"])
    }

    @Test("Jobs")
    func job() throws {
        let command = JobSpec(try resource(.job, ["queue": "a", "command": ["x", "y"]]))
        #expect(command.queue == "a" && command.work == .command(["x", "y"]))
        #expect(command.priority == nil && command.maxRetries == nil && command.backoff == nil)
        #expect(
            command.runPolicy == .oncePerContent && command.onChange == .letFinish
                && command.deletionPolicy == .finish)
        let payload = JobSpec(
            try resource(
                .job,
                [
                    "queue": "a", "payload": ["to": [1, "b"]], "trigger": 2, "runPolicy": "Manual",
                    "backoff": ["base": "3s"],
                    "notBefore": "1970-01-01T00:00:01Z", "dependsOn": ["b"], "onChange": "Queue",
                    "deletionPolicy": "Orphan",
                ]))
        #expect(
            payload.work == .payload(["to": [1, "b"]]) && payload.trigger == "2"
                && payload.runPolicy == .manual)
        #expect(payload.backoff == Backoff(base: .seconds(3)) && payload.notBeforeMicros == 1_000_000)
        #expect(payload.dependsOn == ["b"] && payload.onChange == .queue && payload.deletionPolicy == .orphan)
        #expect(JobSpec(try resource(.job, ["queue": "a", "payload": nil])).work == .payload(nil))
    }

    @Test("Schedules")
    func schedule() throws {
        let template: Value = ["spec": ["queue": "a", "command": ["x"], "timeout": "90s"]]
        let cron = ScheduleSpec(
            try resource(
                .schedule,
                [
                    "cron": "@daily", "timeZone": "Europe/Berlin", "overlap": "BufferOne", "suspend": true,
                    "missed": ["policy": "All"], "dst": ["overlap": "Twice"], "jobTemplate": template,
                ]))
        #expect(
            cron.timing == .cron("@daily") && cron.timeZone == "Europe/Berlin" && cron.overlap == .bufferOne
                && cron.suspend)
        #expect(cron.missedPolicy == .all && cron.missedWithin == .seconds(3600))
        #expect(cron.gap == .runAfter && cron.repeated == .twice)
        #expect(cron.jobTemplate.queue == "a" && cron.jobTemplate.timeout == .seconds(90))
        #expect(cron.jobTemplateSpec == ["queue": "a", "command": ["x"], "timeout": "1m30s"])
        let every = ScheduleSpec(try resource(.schedule, ["every": "30s", "jobTemplate": template]))
        #expect(
            every.timing == .every(.seconds(30)) && every.timeZone == "UTC" && every.missedPolicy == .last)
    }

    @Test("A spec that was never decoded does not end the process", arguments: Kind.allCases)
    func notDecoded(_ kind: Kind) {
        for spec: Value in [
            [:], nil, [1], ["queue": 3, "queues": "a", "cron": 1, "backoff": 2, "maxRetries": "x"],
        ] {
            let resource = Resource(key: ResourceKey(kind: kind, name: "x"), spec: spec)
            _ = (QueueSpec(resource), WorkerPoolSpec(resource), JobSpec(resource), ScheduleSpec(resource))
            _ = (resource.yaml(), resource.json(), resource.effectiveSpec)
        }
    }
}

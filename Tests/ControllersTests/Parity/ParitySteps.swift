import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources

extension ParityStep {
    /// Jobs and the decisions about their runs.
    static let runs: [ParityStep] = [
        ParityStep("a queue and a job") { $0.put(queue("q"), job("j", "a")) },
        ParityStep("the run ends", outside: { try await $0.finishRuns("j") }),
        ParityStep("settings of a queue") { set in
            set.change(
                .queue, "q",
                [
                    "maxRetries": 5, "priority": 4, "ttl": "1h",
                    "backoff": ["base": "2s", "max": "1m", "jitter": 0],
                ])
        },
        ParityStep("labels alone") { set in
            set.modify(.job, "j") { $0.set(["metadata", "labels"], ["team": "a"]) }
            set.modify(.queue, "q") { $0.set(["metadata", "labels"], ["team": "a", "tier": "1"]) }
        },
        ParityStep("annotations alone") { set in
            set.modify(.job, "j") {
                $0.set(["metadata", "annotations"], ["note": "x", "jq.dev/prune": "enabled"])
            }
        },
        ParityStep("other content") { $0.change(.job, "j", ["command": ["b"]]) },
        ParityStep("other content, the waiting run is cancelled first") {
            $0.change(.job, "j", ["command": ["c"], "onChange": "CancelThenRun"])
        },
        ParityStep(
            "other content, behind the run that a worker holds",
            outside: { world in
                for run in try await world.runs("j") where !run.state.isTerminal {
                    _ = try await world.hold(run.jobID)
                }
            }, edit: { $0.change(.job, "j", ["command": ["d"], "onChange": "Queue"]) }),
        ParityStep("content that ran before") { $0.change(.job, "j", ["command": ["a"]]) },
        ParityStep("a trigger") { $0.change(.job, "j", ["trigger": "1"]) },
        ParityStep("another trigger, a number") { $0.change(.job, "j", ["trigger": 2]) },
        ParityStep("the first trigger again") { $0.change(.job, "j", ["trigger": "1"]) },
        ParityStep("no trigger") { $0.change(.job, "j", ["trigger": nil, "onChange": nil]) },
        ParityStep("a job once for its name") { $0.put(job("n", "a", ["runPolicy": "OncePerName"])) },
        ParityStep("its content changes") { $0.change(.job, "n", ["command": ["b"]]) },
        ParityStep("its trigger changes") { $0.change(.job, "n", ["trigger": "again"]) },
        ParityStep("a job by hand") { $0.put(job("m", "a", ["runPolicy": "Manual"])) },
        ParityStep("it is triggered") { $0.change(.job, "m", ["trigger": "1"]) },
        ParityStep("a job once for each change") { $0.put(job("c", "a", ["runPolicy": "OncePerChange"])) },
        ParityStep("it changes") { $0.change(.job, "c", ["command": ["b"]]) },
        ParityStep("it changes back and runs again") { $0.change(.job, "c", ["command": ["a"]]) },
        ParityStep("its policy changes, which is no content") {
            $0.change(.job, "c", ["runPolicy": "OncePerContent"])
        },
        ParityStep("priority, retries and the like, which are no content") { set in
            set.change(
                .job, "c",
                ["priority": 9, "maxRetries": 0, "ttl": "2h", "timeout": "30s", "deletionPolicy": "Orphan"])
        },
        ParityStep("what is the default anyway") { set in
            set.change(
                .job, "c",
                ["runPolicy": "OncePerContent", "onChange": "LetFinish", "deletionPolicy": "Finish"])
            set.change(.queue, "q", ["paused": false, "onDelete": "Block"])
        },
        ParityStep("a payload, an environment, a time") { set in
            set.put(
                manifest(
                    .job, "payload",
                    ["queue": "q", "payload": ["n": 1, "list": [1, 2.5, "x", .null, true]]]),
                job("env", "a", ["env": ["B": "2", "A": "1"]]),
                job("later", "a", ["notBefore": "2201-01-01T00:00:00Z", "priority": 3]))
        },
        ParityStep("the same payload in another order, another environment") { set in
            set.put(
                manifest(
                    .job, "payload",
                    ["payload": ["list": [1, 2.5, "x", .null, true], "n": 1], "queue": "q"]))
            set.change(.job, "env", ["env": ["A": "1", "B": "3"]])
        },
    ]

    /// Queues, namespaces, what is wrong, and what goes.
    static let declarations: [ParityStep] = [
        ParityStep("a paused queue with a job") { set in
            set.put(queue("q"), queue("paused", ["paused": true]), job("p", queue: "paused"))
        },
        ParityStep("it is resumed") { $0.change(.queue, "paused", ["paused": nil]) },
        ParityStep("the same names in namespaces") { set in
            set.put(
                queue("q", in: "team-a"), job("p", queue: "q", in: "team-a"),
                queue("q", in: "team-b", ["priority": 7]))
        },
        ParityStep("a job whose queue is missing, beside one that is not") { set in
            set.put(job("early", queue: "late"), job("fine"))
        },
        ParityStep("an edit meanwhile") { $0.change(.queue, "q", ["maxRetries": 8]) },
        ParityStep("the queue comes") { $0.put(queue("late")) },
        ParityStep("invalid edits beside a valid one") { set in
            set.change(.queue, "late", ["maxRetries": -1])
            set.change(.job, "fine", ["priority": 11])
            set.change(.queue, "paused", ["maxRetries": 1])
        },
        ParityStep("mended") { set in
            set.change(.queue, "late", ["maxRetries": 1])
            set.change(.job, "fine", ["priority": 1])
        },
        ParityStep("an invalid new one") { set in
            set.put(
                manifest(
                    .schedule, "bad",
                    ["cron": "0 25 * * *", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]]))
        },
        ParityStep("schedules and pools") { set in
            set.remove(.schedule, "bad")
            set.put(
                manifest(
                    .schedule, "s",
                    [
                        "cron": "0 3 * * *", "timeZone": "Europe/Berlin",
                        "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]],
                    ]),
                manifest(
                    .workerPool, "pool", ["queues": ["q", "late"], "replicas": 2, "runtime": "External"]))
        },
        ParityStep("they change") { set in
            set.change(.schedule, "s", ["suspend": true, "overlap": "Allow"])
            set.change(.workerPool, "pool", ["replicas": 0, "queues": ["late", "q"]])
        },
        ParityStep("a file is renamed") { set in
            set.move(.queue, "q", to: "other.yaml")
            set.move(.schedule, "s", to: "other.yaml")
        },
        ParityStep(
            "a row changed by hand",
            outside: {
                try await $0.database.simple(
                    "UPDATE queues SET max_retries = 99, paused = true WHERE name = 'q'")
            }),
        ParityStep(
            "a row deleted by hand",
            outside: { try await $0.database.simple("DELETE FROM queues WHERE name = 'paused'") }),
        ParityStep("jobs go: one finishes, one is cancelled") { set in
            set.put(job("cancelled", "x", ["deletionPolicy": "Cancel"]))
            set.remove(.job, "fine")
        },
        ParityStep("the other goes") { $0.remove(.job, "cancelled") },
        ParityStep("both are declared again") { set in
            set.put(job("cancelled", "x", ["deletionPolicy": "Cancel"]), job("fine", "a", ["priority": 1]))
        },
        ParityStep("a queue that cancels goes with its jobs") { set in
            set.put(queue("cancel", ["onDelete": "Cancel"]), job("in-cancel", queue: "cancel"))
        },
        ParityStep("it goes") { $0.remove(.queue, "cancel") },
        ParityStep("a queue that moves its jobs") { set in
            set.put(queue("move", ["onDelete": "MoveTo", "moveTo": "late"]), job("in-move", queue: "move"))
        },
        ParityStep("it goes") { $0.remove(.queue, "move") },
        ParityStep("a queue that is held by its jobs") {
            $0.put(queue("block"), job("in-block", queue: "block"))
        },
        ParityStep("it shall go and cannot") { $0.remove(.queue, "block") },
        ParityStep("its job ends and it goes", outside: { try await $0.finishRuns("in-block") }),
        ParityStep("a queue that drains") { set in
            set.put(queue("drain", ["onDelete": "Drain"]), job("in-drain", queue: "drain"))
        },
        ParityStep("it drains") { $0.remove(.queue, "drain") },
        ParityStep(
            "it is empty",
            outside: { world in
                try await world.finishRuns("in-drain")
                _ = try await world.store.removeDrainedQueues()
            }),
        ParityStep("a namespace goes, the schedule and the pool") { set in
            set.remove(.job, "p", in: "team-a")
            set.remove(.schedule, "s")
            set.remove(.workerPool, "pool")
        },
        ParityStep("its queues", outside: { try await $0.finishRuns("p", in: "team-a") }) { set in
            set.remove(.queue, "q", in: "team-a")
            set.remove(.queue, "q", in: "team-b")
        },
    ]
}

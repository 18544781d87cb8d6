extension MalformedManifest {
    static let rules: [MalformedManifest] = [
        .queue(
            "moveTo without MoveTo",
            #"""
            spec:
              moveTo: other
            """#,
            #"""
            error: spec: moveTo and onDelete: MoveTo belong together at m.yaml:5:3; give both, or neither
            """#),
        .queue(
            "MoveTo without moveTo",
            #"""
            spec:
              onDelete: MoveTo
            """#,
            #"""
            error: spec: moveTo and onDelete: MoveTo belong together at m.yaml:5:3; give both, or neither
            """#),
        .queue(
            "moveTo itself",
            #"""
            spec:
              onDelete: MoveTo
              moveTo: emails
            """#,
            #"""
            error: spec: moveTo must name another queue at m.yaml:6:3
            """#),
        .queue(
            "backoff base above max",
            #"""
            spec:
              backoff: {base: 2m, max: 1m}
            """#,
            #"""
            error: spec.backoff: base must not be longer than max at m.yaml:5:13; lower base, or \#
            raise max (default 10m)
            """#),
        .queue(
            "backoff base above the default max",
            #"""
            spec:
              backoff: {base: 20m}
            """#,
            #"""
            error: spec.backoff: base must not be longer than max at m.yaml:5:13; lower base, or \#
            raise max (default 10m)
            """#),
        .job(
            "backoff of a job",
            #"""
            spec:
              queue: emails
              command: [seed]
              backoff: {base: 20m}
            """#,
            #"""
            error: spec.backoff: base must not be longer than max at m.yaml:7:13; lower base, or \#
            raise max (default 10m)
            """#),
        .job(
            "command and payload",
            #"""
            spec:
              queue: emails
              command: [a]
              payload: {}
            """#,
            #"""
            error: spec: a job has exactly one of command and payload at m.yaml:6:3; give command \#
            to start a program, or payload to call a handler of the worker
            """#),
        .job(
            "neither command nor payload",
            #"""
            spec:
              queue: emails
            """#,
            #"""
            error: spec: a job has exactly one of command and payload at m.yaml:5:3; give command \#
            to start a program, or payload to call a handler of the worker
            """#),
        .job(
            "wrong command counts as given",
            #"""
            spec:
              queue: emails
              command: {}
            """#,
            #"""
            error: spec.command: expected a list, found a mapping at m.yaml:6:12; write [a, b], or \#
            one "- a" per line
            """#),
        .job(
            "job depends on itself",
            #"""
            spec:
              queue: emails
              command: [seed]
              dependsOn: [other, seed]
            """#,
            #"""
            warning: spec.dependsOn is stored but not enforced by this version at m.yaml:7:3
            error: spec: dependsOn must not name the job itself at m.yaml:7:3
            """#),
        .schedule(
            "cron and every",
            #"""
            spec:
              cron: "0 3 * * *"
              every: 30s
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec: a schedule has exactly one of cron and every at m.yaml:5:3; give cron ("0 \#
            3 * * *") or every (30s)
            """#),
        .schedule(
            "neither cron nor every",
            #"""
            spec:
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec: a schedule has exactly one of cron and every at m.yaml:5:3; give cron ("0 \#
            3 * * *") or every (30s)
            """#),
        .schedule(
            "template without work",
            #"""
            spec:
              every: 30s
              jobTemplate: {spec: {queue: emails}}
            """#,
            #"""
            error: spec.jobTemplate.spec: a job has exactly one of command and payload at \#
            m.yaml:6:23; give command to start a program, or payload to call a handler of the worker
            """#),
        .schedule(
            "template with a field of the declaration",
            #"""
            spec:
              every: 30s
              jobTemplate: {spec: {queue: emails, command: [a], runPolicy: Manual}}
            """#,
            #"""
            error: unknown field "runPolicy" at m.yaml:6:53; spec.jobTemplate.spec has the fields \#
            queue, priority, command, payload, env, maxRetries, ttl, timeout, backoff, \#
            concurrencyKey, uniqueKey
            """#),
        .queue(
            "concurrency is not enforced",
            #"""
            spec:
              concurrency: {limit: 50}
            """#,
            #"""
            warning: spec.concurrency is stored but not enforced by this version at m.yaml:5:3
            """#),
        .queue(
            "rateLimit is not enforced",
            #"""
            spec:
              rateLimit: {limit: 50}
            """#,
            #"""
            warning: spec.rateLimit is stored but not enforced by this version at m.yaml:5:3
            """#),
        .job(
            "dependsOn and keys are not enforced",
            #"""
            spec:
              queue: emails
              command: [seed]
              concurrencyKey: a
              uniqueKey: b
              dependsOn: [other]
            """#,
            #"""
            warning: spec.concurrencyKey is stored but not enforced by this version at m.yaml:7:3
            warning: spec.uniqueKey is stored but not enforced by this version at m.yaml:8:3
            warning: spec.dependsOn is stored but not enforced by this version at m.yaml:9:3
            """#),
        .workerPool(
            "runtime Kubernetes is not enforced",
            #"""
            spec:
              queues: [emails]
              runtime: Kubernetes
            """#,
            #"""
            warning: spec.runtime: Kubernetes is stored but not enforced by this version at m.yaml:6:12
            """#),
    ]
}

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
            concurrencyKey, uniqueKey, uniqueFor
            """#),
        .job(
            "uniqueFor without uniqueKey",
            #"""
            spec:
              queue: emails
              command: [seed]
              uniqueFor: 1h
            """#,
            #"""
            error: spec: uniqueFor needs uniqueKey at m.yaml:7:3; give the uniqueKey that is kept so \#
            long, or remove uniqueFor
            """#),
        .queue(
            "a topic with a slash",
            #"""
            spec:
              source: {kafka: {topic: a/b}}
            """#,
            #"""
            error: spec.source.kafka.topic: "a/b" is not a topic name at m.yaml:5:27; use 1 to 249 \#
            letters, digits, '.', '_' and '-'
            """#),
        .workerPool(
            "runtime Kubernetes without an image",
            #"""
            spec:
              queues: [emails]
              runtime: Kubernetes
              template: {env: {A: b}}
            """#,
            #"""
            error: spec: runtime: Kubernetes needs template.image at m.yaml:6:3; give the container image \#
            of the workers: template: {image: ...}
            """#),
        .workerPool(
            "a wrong image has its own error only",
            #"""
            spec:
              queues: [emails]
              runtime: Kubernetes
              template: {image: ""}
            """#,
            #"""
            error: spec.template.image: must not be empty at m.yaml:7:21
            """#),
        .workerPool(
            "autoscale of processes",
            #"""
            spec:
              queues: [emails]
              autoscale: {max: 5, targetBacklog: 10}
            """#,
            #"""
            error: spec: autoscale needs runtime: Kubernetes at m.yaml:6:3; set runtime: Kubernetes, or \#
            remove autoscale and set replicas
            """#),
        .workerPool(
            "autoscale under a wrong runtime has the runtime's error only",
            #"""
            spec:
              queues: [emails]
              runtime: kubernetes
              autoscale: {max: 5, targetBacklog: 10}
            """#,
            #"""
            error: spec.runtime: expected one of Process, Kubernetes, External, found the string \#
            "kubernetes" at m.yaml:6:12; did you mean "Kubernetes"?
            """#),
        .workerPool(
            "autoscale without a target, min above max",
            #"""
            spec:
              queues: [emails]
              runtime: Kubernetes
              template: {image: "worker:1"}
              autoscale: {min: 6, max: 5}
            """#,
            #"""
            error: spec.autoscale: autoscale needs targetStartLatency or targetBacklog at m.yaml:8:14; \#
            give one of them, or both: targetStartLatency: 5s
            error: spec.autoscale: min must not be greater than max at m.yaml:8:15; lower min \#
            (default 1), or raise max
            """#),
        .workerPool(
            "the default min above max is refused by the range of max",
            #"""
            spec:
              queues: [emails]
              runtime: Kubernetes
              template: {image: "worker:1"}
              autoscale: {max: 0, targetBacklog: 1}
            """#,
            #"""
            error: spec.autoscale.max: 0 is not between 1 and 10000 at m.yaml:8:20
            """#),
        .workerPool(
            "toleration seconds without NoExecute",
            #"""
            spec:
              queues: [emails]
              template: {tolerations: [{key: a, tolerationSeconds: 5}]}
            """#,
            #"""
            error: spec.template.tolerations[0]: tolerationSeconds needs effect: NoExecute at \#
            m.yaml:6:37; set effect: NoExecute, or remove tolerationSeconds
            """#),
    ]
}

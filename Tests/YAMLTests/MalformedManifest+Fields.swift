extension MalformedManifest {
    static let fields: [MalformedManifest] = [
        .queue(
            "unknown field, near",
            #"""
            spec:
              maxRetrys: 3
            """#,
            #"""
            error: unknown field "maxRetrys" at m.yaml:5:3; did you mean "maxRetries"?
            """#),
        .queue(
            "unknown field, wrong case",
            #"""
            spec:
              maxretries: 3
            """#,
            #"""
            error: unknown field "maxretries" at m.yaml:5:3; did you mean "maxRetries"?
            """#),
        .queue(
            "unknown field, far",
            #"""
            spec:
              backoff: {colour: red}
            """#,
            #"""
            error: unknown field "colour" at m.yaml:5:13; spec.backoff has the fields base, max, jitter
            """#),
        .queue(
            "field of the spec at the top",
            #"""
            paused: true
            """#,
            #"""
            error: unknown field "paused" at m.yaml:4:1; did you mean to write it under spec?
            """#),
        .document(
            "field of the metadata at the top",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            name: emails
            metadata: {name: emails}
            """#,
            #"""
            error: unknown field "name" at m.yaml:3:1; did you mean to write it under metadata?
            """#),
        .workerPool(
            "autoscaling is called autoscale",
            #"""
            spec:
              queues: [emails]
              autoscaling: {max: 10}
            """#,
            #"""
            error: unknown field "autoscaling" at m.yaml:6:3; did you mean "autoscale"?
            """#),
        .document(
            "unknown metadata",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, label: {a: b}}
            """#,
            #"""
            error: unknown field "label" at m.yaml:3:26; did you mean "labels"?
            """#),
        .document(
            "generateName",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {generateName: emails-}
            """#,
            #"""
            error: metadata.name is required at m.yaml:3:11; add it, for example name: emails
            error: unknown field "generateName" at m.yaml:3:12; a declared resource needs a name of \#
            its own: give name
            """#),
        .job(
            "required field missing",
            #"""
            spec:
              command: [seed]
            """#,
            #"""
            error: spec.queue is required at m.yaml:5:3; add it, for example queue: emails
            """#),
        .document(
            "spec missing",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: WorkerPool
            metadata: {name: pool}
            """#,
            #"""
            error: spec.queues is required at m.yaml:1:1; add it, for example queues: [emails, reports]
            """#),
        .document(
            "metadata missing",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            """#,
            #"""
            error: metadata is required at m.yaml:1:1; add metadata: {name: emails}
            """#),
        .document(
            "name missing",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata:
              namespace: team-a
            """#,
            #"""
            error: metadata.name is required at m.yaml:4:3; add it, for example name: emails
            """#),
        .document(
            "kind missing",
            #"""
            apiVersion: jq.dev/v1alpha1
            metadata: {name: emails}
            """#,
            #"""
            error: kind is required at m.yaml:1:1; the kinds are Queue, WorkerPool, Job, Schedule, Worker
            """#),
        .document(
            "apiVersion missing",
            #"""
            kind: Queue
            metadata: {name: emails}
            """#,
            #"""
            error: apiVersion is required at m.yaml:1:1; add apiVersion: jq.dev/v1alpha1
            """#),
        .document(
            "kind in lower case",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: queue
            metadata: {name: emails}
            """#,
            #"""
            error: unknown kind "queue" at m.yaml:2:7; did you mean "Queue"?
            """#),
        .document(
            "kind of another system",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Deployment
            metadata: {name: emails}
            """#,
            #"""
            error: unknown kind "Deployment" at m.yaml:2:7; the kinds are Queue, WorkerPool, Job, \#
            Schedule, Worker
            """#),
        .document(
            "kind is a list",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: [Queue]
            metadata: {name: emails}
            """#,
            #"""
            error: kind: expected a string, found a list at m.yaml:2:7; the kinds are Queue, \#
            WorkerPool, Job, Schedule, Worker
            """#),
        .document(
            "apiVersion of ours, other version",
            #"""
            apiVersion: jq.dev/v1
            kind: Queue
            metadata: {name: emails}
            """#,
            #"""
            error: unknown apiVersion "jq.dev/v1" at m.yaml:1:13; did you mean "jq.dev/v1alpha1"?
            """#),
        .document(
            "apiVersion of another system",
            #"""
            apiVersion: apps/v1
            kind: Queue
            metadata: {name: emails}
            """#,
            #"""
            error: unknown apiVersion "apps/v1" at m.yaml:1:13; this version reads jq.dev/v1alpha1
            """#),
        .queue(
            "status is ignored",
            #"""
            status: {depth: 3}
            """#,
            #"""
            warning: status is ignored at m.yaml:4:1; it is reported, not declared
            """#),
        .document(
            "document is a list",
            #"""
            - a
            - b
            """#,
            #"""
            error: expected a resource, found a list at m.yaml:1:1; a resource is a mapping with \#
            apiVersion, kind, metadata and spec
            """#),
        .document(
            "document is text",
            #"""
            just words
            """#,
            #"""
            error: expected a resource, found a string at m.yaml:1:1; a resource is a mapping with \#
            apiVersion, kind, metadata and spec
            """#),
        .document(
            "every problem at once",
            #"""
            apiVersion: jq.dev/v1
            kind: Queue
            metadata:
              name: Emails
            spec:
              maxRetries: three
              ttl: 90
              colour: red
              paused: yes
            """#,
            #"""
            error: unknown apiVersion "jq.dev/v1" at m.yaml:1:13; did you mean "jq.dev/v1alpha1"?
            error: metadata.name: "Emails" is not a valid name at m.yaml:4:9; did you mean "emails"?
            error: spec.maxRetries: expected an integer, found the string "three" at m.yaml:6:15
            error: spec.ttl: expected a duration, found "90" at m.yaml:7:8; add a unit: 90s, 90m
            error: unknown field "colour" at m.yaml:8:3; spec has the fields maxRetries, ttl, \#
            timeout, priority, paused, backoff, concurrency, rateLimit, retention, source, onDelete, moveTo
            error: spec.paused: expected true or false, found the string "yes" at m.yaml:9:11; write true
            """#),
        .document(
            "item of a list",
            #"""
            apiVersion: v1
            kind: List
            items:
            - apiVersion: jq.dev/v1alpha1
              kind: Queue
              metadata: {name: emails}
              spec: {priority: 12}
            """#,
            #"""
            error: spec.priority: 12 is not between 0 and 9 at m.yaml:7:20
            """#),
        .document(
            "items is no list",
            #"""
            apiVersion: v1
            kind: List
            items: {a: b}
            """#,
            #"""
            error: items: expected a list, found a mapping at m.yaml:3:8
            """#),
    ]
}

extension MalformedManifest {
    static let types: [MalformedManifest] = [
        .queue(
            "integer from words",
            #"""
            spec:
              maxRetries: three
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found the string "three" at m.yaml:5:15
            """#),
        .queue(
            "integer in quotes",
            #"""
            spec:
              maxRetries: "3"
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found the string "3" at m.yaml:5:15; \#
            remove the quotes
            """#),
        .queue(
            "integer with a fraction",
            #"""
            spec:
              maxRetries: 1.0
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found 1.0 at m.yaml:5:15; write 1
            """#),
        .queue(
            "integer with an exponent",
            #"""
            spec:
              maxRetries: 1e2
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found 1e2 at m.yaml:5:15; write 100
            """#),
        .queue(
            "integer in hexadecimal",
            #"""
            spec:
              maxRetries: 0x10
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found 0x10 at m.yaml:5:15; write 16
            """#),
        .queue(
            "integer with a leading zero",
            #"""
            spec:
              maxRetries: 012
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found 012 at m.yaml:5:15; write 12, or 10 \#
            if it was meant to be octal
            """#),
        .queue(
            "integer with an underscore",
            #"""
            spec:
              maxRetries: 1_0
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found the string "1_0" at m.yaml:5:15; write 10
            """#),
        .queue(
            "integer negative",
            #"""
            spec:
              maxRetries: -1
            """#,
            #"""
            error: spec.maxRetries: -1 is not between 0 and 1000 at m.yaml:5:15
            """#),
        .queue(
            "integer too large",
            #"""
            spec:
              maxRetries: 99999999999999999999999
            """#,
            #"""
            error: spec.maxRetries: 99999999999999999999999 is not between 0 and 1000 at m.yaml:5:15
            """#),
        .queue(
            "integer absent",
            #"""
            spec:
              maxRetries:
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found nothing at m.yaml:5:14; give a \#
            value, or remove it
            """#),
        .queue(
            "integer tilde",
            #"""
            spec:
              maxRetries: ~
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found ~ at m.yaml:5:15; give a value, or \#
            remove it
            """#),
        .queue(
            "integer is a list",
            #"""
            spec:
              maxRetries: [3]
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found a list at m.yaml:5:15
            """#),
        .queue(
            "out of range",
            #"""
            spec:
              priority: 10
            """#,
            #"""
            error: spec.priority: 10 is not between 0 and 9 at m.yaml:5:13
            """#),
        .queue(
            "truth value yes",
            #"""
            spec:
              paused: yes
            """#,
            #"""
            error: spec.paused: expected true or false, found the string "yes" at m.yaml:5:11; write true
            """#),
        .queue(
            "truth value off",
            #"""
            spec:
              paused: off
            """#,
            #"""
            error: spec.paused: expected true or false, found the string "off" at m.yaml:5:11; write false
            """#),
        .queue(
            "truth value in quotes",
            #"""
            spec:
              paused: "true"
            """#,
            #"""
            error: spec.paused: expected true or false, found the string "true" at m.yaml:5:11; \#
            remove the quotes
            """#),
        .queue(
            "truth value as a number",
            #"""
            spec:
              paused: 1
            """#,
            #"""
            error: spec.paused: expected true or false, found 1 at m.yaml:5:11; write true
            """#),
        .queue(
            "truth value as a mapping",
            #"""
            spec:
              paused: {}
            """#,
            #"""
            error: spec.paused: expected true or false, found a mapping at m.yaml:5:11
            """#),
        .queue(
            "number out of range",
            #"""
            spec:
              backoff: {jitter: 1.5}
            """#,
            #"""
            error: spec.backoff.jitter: 1.5 is not between 0 and 1 at m.yaml:5:21
            """#),
        .queue(
            "number in quotes",
            #"""
            spec:
              backoff: {jitter: "0.5"}
            """#,
            #"""
            error: spec.backoff.jitter: expected a number, found the string "0.5" at m.yaml:5:21; \#
            remove the quotes
            """#),
        .queue(
            "number from words",
            #"""
            spec:
              backoff: {jitter: some}
            """#,
            #"""
            error: spec.backoff.jitter: expected a number, found the string "some" at m.yaml:5:21
            """#),
        .queue(
            "number is not a number",
            #"""
            spec:
              backoff: {jitter: .nan}
            """#,
            #"""
            error: spec.backoff.jitter: expected a number, found .nan at m.yaml:5:21
            """#),
        .queue(
            "duration without unit",
            #"""
            spec:
              timeout: 90
            """#,
            #"""
            error: spec.timeout: expected a duration, found "90" at m.yaml:5:12; add a unit: 90s, 90m
            """#),
        .queue(
            "duration negative",
            #"""
            spec:
              timeout: -5m
            """#,
            #"""
            error: spec.timeout: expected a duration, found "-5m" at m.yaml:5:12; a duration cannot \#
            be negative
            """#),
        .queue(
            "duration with a fraction",
            #"""
            spec:
              timeout: 1.5h
            """#,
            #"""
            error: spec.timeout: expected a duration, found "1.5h" at m.yaml:5:12; use whole \#
            numbers: 1h30m, 1500ms
            """#),
        .queue(
            "duration in words",
            #"""
            spec:
              timeout: 5 minutes
            """#,
            #"""
            error: spec.timeout: expected a duration, found "5 minutes" at m.yaml:5:12; write it as \#
            30s, 5m, 1h30m, 2d or 500ms
            """#),
        .queue(
            "duration with units out of order",
            #"""
            spec:
              timeout: 30m1h
            """#,
            #"""
            error: spec.timeout: expected a duration, found "30m1h" at m.yaml:5:12; write it as \#
            30s, 5m, 1h30m, 2d or 500ms
            """#),
        .queue(
            "duration too long to count",
            #"""
            spec:
              timeout: 99999999999999999999d
            """#,
            #"""
            error: spec.timeout: the duration "99999999999999999999d" is too long at m.yaml:5:12; \#
            use a shorter one
            """#),
        .queue(
            "duration overflows",
            #"""
            spec:
              timeout: 200000000000d
            """#,
            #"""
            error: spec.timeout: the duration "200000000000d" is too long at m.yaml:5:12; use a \#
            shorter one
            """#),
        .queue(
            "duration out of range",
            #"""
            spec:
              timeout: 500ms
            """#,
            #"""
            error: spec.timeout: 500ms is not between 1s and 365d at m.yaml:5:12
            """#),
        .queue(
            "duration absent",
            #"""
            spec:
              timeout:
            """#,
            #"""
            error: spec.timeout: expected a duration, found nothing at m.yaml:5:11; give a value, \#
            or remove it
            """#),
        .queue(
            "duration is a mapping",
            #"""
            spec:
              timeout: {minutes: 5}
            """#,
            #"""
            error: spec.timeout: expected a duration, found a mapping at m.yaml:5:12; write it as \#
            30s, 5m, 1h30m, 2d or 500ms
            """#),
        .queue(
            "word near a choice",
            #"""
            spec:
              onDelete: block
            """#,
            #"""
            error: spec.onDelete: expected one of Block, Drain, Cancel, MoveTo, found the string \#
            "block" at m.yaml:5:13; did you mean "Block"?
            """#),
        .queue(
            "word far from all choices",
            #"""
            spec:
              onDelete: explode
            """#,
            #"""
            error: spec.onDelete: expected one of Block, Drain, Cancel, MoveTo, found the string \#
            "explode" at m.yaml:5:13
            """#),
        .queue(
            "choice absent",
            #"""
            spec:
              onDelete: ~
            """#,
            #"""
            error: spec.onDelete: expected one of Block, Drain, Cancel, MoveTo, found ~ at \#
            m.yaml:5:13; give a value, or remove it
            """#),
        .job(
            "string absent",
            #"""
            spec:
              queue:
              command: [seed]
            """#,
            #"""
            error: spec.queue: expected a string, found nothing at m.yaml:5:9; give a value, or remove it
            """#),
        .job(
            "string is null",
            #"""
            spec:
              queue: null
              command: [seed]
            """#,
            #"""
            error: spec.queue: expected a string, found null at m.yaml:5:10; remove it, or quote \#
            the word if it is meant
            """#),
        .job(
            "string is a list",
            #"""
            spec:
              queue: [emails]
              command: [seed]
            """#,
            #"""
            error: spec.queue: expected a string, found a list at m.yaml:5:10; quote the text if it \#
            begins with [ or {, or holds ': '
            """#),
        .job(
            "string from an unquoted template",
            #"""
            spec:
              queue: {{ queue }}
              command: [seed]
            """#,
            #"""
            error: spec.queue: expected a string, found a mapping at m.yaml:5:10; quote the text if \#
            it begins with [ or {, or holds ': '
            error: a key must be text at m.yaml:5:11; quote it if it begins with [ or {
            """#),
        .job(
            "list from words, secret",
            #"""
            spec:
              queue: emails
              command: curl -H hunter2
            """#,
            #"""
            error: spec.command: expected a list, found a string at m.yaml:6:12; write [a, b], or \#
            one "- a" per line
            """#),
        .workerPool(
            "list from words",
            #"""
            spec:
              queues: emails
            """#,
            #"""
            error: spec.queues: expected a list, found the string "emails" at m.yaml:5:11; write \#
            [a, b], or one "- a" per line
            """#),
        .workerPool(
            "list empty",
            #"""
            spec:
              queues: []
            """#,
            #"""
            error: spec.queues: the list is empty at m.yaml:5:11; give at least 1
            """#),
        .workerPool(
            "list with an element twice",
            #"""
            spec:
              queues: [emails, emails]
            """#,
            #"""
            error: spec.queues[1]: the string "emails" is in the list twice at m.yaml:5:20; first \#
            at m.yaml:5:12
            """#),
        .workerPool(
            "list with an element of the wrong type",
            #"""
            spec:
              queues: [emails, {a: b}]
            """#,
            #"""
            error: spec.queues[1]: expected a string, found a mapping at m.yaml:5:20; quote the \#
            text if it begins with [ or {, or holds ': '
            """#),
        .workerPool(
            "list with an absent element",
            #"""
            spec:
              queues:
              - emails
              -
            """#,
            #"""
            error: spec.queues[1]: expected a string, found nothing at m.yaml:7:4; give a value, or \#
            remove it
            """#),
        .queue(
            "mapping from words",
            #"""
            spec:
              backoff: fast
            """#,
            #"""
            error: spec.backoff: expected a mapping, found the string "fast" at m.yaml:5:12; write \#
            "field: value" lines
            """#),
        .queue(
            "spec is a list",
            #"""
            spec: [a]
            """#,
            #"""
            error: spec: expected a mapping, found a list at m.yaml:4:7; write "field: value" lines
            """#),
        .document(
            "labels are a list",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, labels: [a]}
            """#,
            #"""
            error: metadata.labels: expected a mapping, found a list at m.yaml:3:34; write "key: \#
            value" lines
            """#),
    ]
}

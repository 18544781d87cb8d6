extension MalformedManifest {
    static let syntax: [MalformedManifest] = [
        .job(
            "list not closed",
            #"""
            spec:
              command: [a, b
            """#,
            #"""
            error: the list that [ opens is not closed at m.yaml:5:12; a comma or ] is missing \#
            before line 6, column 1
            """#),
        .job(
            "mapping not closed",
            #"""
            spec:
              payload: {a: 1
            """#,
            #"""
            error: the mapping that { opens is not closed at m.yaml:5:12; a comma or } is missing \#
            before line 6, column 1
            """#),
        .queue(
            "list not closed before the next document",
            #"""
            spec: [a
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails}
            spec: {priority: 12}
            """#,
            #"""
            error: the list that [ opens is not closed at m.yaml:4:7; a comma or ] is missing \#
            before line 5, column 1
            error: spec.priority: 12 is not between 0 and 9 at m.yaml:9:18
            """#),
        .document(
            "quote not closed",
            #"""
            apiVersion: "jq.dev/v1alpha1
            kind: Queue
            """#,
            #"""
            error: the text that a quote opens is not closed at m.yaml:1:13; add the closing quote
            """#),
        .document(
            "quote not closed before the next document",
            #"""
            apiVersion: "jq.dev/v1alpha1
            kind: Queue
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails}
            spec: {priority: 12}
            """#,
            #"""
            error: the text that a quote opens is not closed at m.yaml:1:13; add the closing quote
            error: spec.priority: 12 is not between 0 and 9 at m.yaml:7:18
            """#),
        .queue(
            "cut in the middle of a name",
            #"""
            spec:
              maxRe
            """#,
            #"""
            error: spec: expected a mapping, found the string "maxRe" at m.yaml:5:3; write "field: \#
            value" lines
            """#),
        .queue(
            "cut after the name",
            #"""
            spec:
              maxRetries:
            """#,
            #"""
            error: spec.maxRetries: expected an integer, found nothing at m.yaml:5:14; give a \#
            value, or remove it
            """#),
        .document(
            "cut after kind",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Que
            """#,
            #"""
            error: metadata is required at m.yaml:1:1; add metadata: {name: emails}
            error: unknown kind "Que" at m.yaml:2:7; the kinds are Queue, WorkerPool, Job, \#
            Schedule, Worker
            """#),
        .queue(
            "tab",
            #"""
            spec:
            \#tmaxRetries: 3
            """#,
            #"""
            error: a tab is used as indentation at m.yaml:5:1; indent with spaces
            """#),
        .queue(
            "tab after spaces",
            #"""
            spec:
              paused: true
              \#tmaxRetries: 3
            """#,
            #"""
            error: a tab is used as indentation at m.yaml:6:3; indent with spaces
            """#),
        .queue(
            "indentation too far",
            #"""
            spec:
              paused: true
               maxRetries: 3
            """#,
            #"""
            error: a field that is indented too far at m.yaml:6:14; align it with the fields beside it
            """#),
        .queue(
            "indentation too little",
            #"""
            spec:
               paused: true
              maxRetries: 3
            """#,
            #"""
            error: the indentation fits nothing above at m.yaml:6:3; align it with what it belongs to
            """#),
        .queue(
            "colon in a value",
            #"""
            spec:
              moveTo: a: b
            """#,
            #"""
            error: a second ':' in the value at m.yaml:5:12; quote text that holds ': '
            """#),
        .queue(
            "value begins with @",
            #"""
            spec:
              moveTo: @a
            """#,
            #"""
            error: a value cannot begin with this character at m.yaml:5:11; quote values that begin \#
            with @, ` or %
            """#),
        .queue(
            "value begins with %",
            #"""
            spec:
              moveTo: %a
            """#,
            #"""
            error: a value cannot begin with this character at m.yaml:5:11; quote values that begin \#
            with @, ` or %
            """#),
        .queue(
            "list beside fields",
            #"""
            spec:
              paused: true
              - a
            """#,
            #"""
            error: a list item among fields at m.yaml:6:3; indent it under the field it belongs to
            """#),
        .queue(
            "list in a line",
            #"""
            spec: - a
            """#,
            #"""
            error: a list cannot begin here at m.yaml:4:7; begin it on a line of its own
            """#),
        .queue(
            "unknown escape",
            #"""
            spec:
              moveTo: "\q"
            """#,
            #"""
            error: an unknown escape in a text in double quotes at m.yaml:5:12; double the \#
            backslash, or use single quotes
            """#),
        .queue(
            "duplicate key",
            #"""
            spec:
              maxRetries: 3
              maxRetries: 4
            """#,
            #"""
            error: duplicate key "maxRetries" at m.yaml:6:3; it was first given at m.yaml:5:3
            """#),
        .queue(
            "duplicate key beside other problems",
            #"""
            spec:
              maxRetries: 3
              maxRetries: 4
              colour: red
            """#,
            #"""
            error: duplicate key "maxRetries" at m.yaml:6:3; it was first given at m.yaml:5:3
            error: unknown field "colour" at m.yaml:7:3; spec has the fields maxRetries, ttl, \#
            timeout, priority, paused, backoff, concurrency, rateLimit, retention, source, onDelete, moveTo
            """#),
        .job(
            "duplicate key in a payload",
            #"""
            spec:
              queue: emails
              payload: {a: 1, b: 2, a: 3}
            """#,
            #"""
            error: duplicate key "a" at m.yaml:6:25; it was first given at m.yaml:6:13
            """#),
        .queue(
            "merge key",
            #"""
            spec:
              <<: {paused: true}
              colour: red
            """#,
            #"""
            error: merge keys (<<) are not supported at m.yaml:5:3; write the fields out
            error: unknown field "colour" at m.yaml:6:3; spec has the fields maxRetries, ttl, \#
            timeout, priority, paused, backoff, concurrency, rateLimit, retention, source, onDelete, moveTo
            """#),
        .queue(
            "alias without anchor",
            #"""
            spec: *defaults
            """#,
            #"""
            error: an alias without an anchor before it at m.yaml:4:7; quote text that begins with *
            """#),
        .job(
            "alias to itself",
            #"""
            spec:
              queue: emails
              payload: &a [*a]
            """#,
            #"""
            error: an alias without an anchor before it at m.yaml:6:16; quote text that begins with *
            """#),
        .job(
            "alias bomb",
            #"""
            spec:
              queue: emails
              payload:
                a: &a [0,0,0,0,0,0,0,0,0]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
                e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
                f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
                g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
            """#,
            #"""
            error: the aliases stand for more than 100000 values at m.yaml:12:12; write the values out
            """#),
        .job(
            "aliases that nest",
            #"""
            spec:
              queue: emails
              payload:
                a: &a [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
                b: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
            """#,
            #"""
            error: nested more than 64 levels deep by this alias at m.yaml:8:38
            """#),
        .queue(
            "tag",
            #"""
            spec:
              paused: !!bool yes
            """#,
            #"""
            error: tags are not supported at m.yaml:5:11; remove the tag; quote a value to make it text
            error: spec.paused: expected true or false, found the string "yes" at m.yaml:5:11; write true
            """#),
        .queue(
            "key is a list",
            #"""
            spec:
              [a]: 3
            """#,
            #"""
            error: a key must be text at m.yaml:5:3; quote it if it begins with [ or {
            """#),
        .queue(
            "text after the end",
            #"""
            ...
            kind: Queue
            : x
            """#,
            #"""
            error: text after the end of the document at m.yaml:5:1; begin each document with a line ---
            """#),
        .document(
            "a directive of another version",
            #"""
            %YAML 3.0
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails}
            """#,
            #"""
            error: the %YAML line asks for a version that is not supported at m.yaml:1:1; remove the line
            """#),
        .queue(
            "two roots",
            #"""
            - a
            """#,
            #"""
            error: a list item among fields at m.yaml:4:1; indent it under the field it belongs to
            """#),
        .queue(
            "twice in one file",
            #"""
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails}
            """#,
            #"""
            error: Queue/emails is declared twice at m.yaml:5:1; it was first declared at m.yaml:1:1
            """#),
        .queue(
            "error between documents",
            #"""
            spec: {priority: 12}
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails}
            spec: [
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails}
            spec: {priority: 13}
            """#,
            #"""
            error: spec.priority: 12 is not between 0 and 9 at m.yaml:4:18
            error: a value is missing at m.yaml:10:1; also look for a [ or { before it that is not closed
            error: spec.priority: 13 is not between 0 and 9 at m.yaml:14:18
            """#),
    ]
}

extension MalformedManifest {
    static let cron: [MalformedManifest] = [
        .schedule(
            "four fields",
            #"""
            spec:
              cron: "0 3 * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: a cron expression has 5 or 6 fields, this one has 4 at m.yaml:5:9; \#
            write minute hour day-of-month month day-of-week: "0 3 * * *"
            """#),
        .schedule(
            "seven fields",
            #"""
            spec:
              cron: "0 0 3 * * * 2027"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: a cron expression has 5 or 6 fields, this one has 7 at m.yaml:5:9; \#
            write minute hour day-of-month month day-of-week: "0 3 * * *"
            """#),
        .schedule(
            "minute out of range",
            #"""
            spec:
              cron: "75 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the minute 75 is not between 0 and 59 at m.yaml:5:9
            """#),
        .schedule(
            "hour out of range",
            #"""
            spec:
              cron: "0 24 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the hour 24 is not between 0 and 23 at m.yaml:5:9
            """#),
        .schedule(
            "second out of range",
            #"""
            spec:
              cron: "60 0 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the second 60 is not between 0 and 59 at m.yaml:5:9
            """#),
        .schedule(
            "month out of range",
            #"""
            spec:
              cron: "0 3 1 13 *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the month 13 is not between 1 and 12 at m.yaml:5:9
            """#),
        .schedule(
            "day of week out of range",
            #"""
            spec:
              cron: "0 3 * * 8"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the day of week 8 is not between 0 and 7 at m.yaml:5:9
            """#),
        .schedule(
            "unknown word",
            #"""
            spec:
              cron: "0 3 * * MOM"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the day of week "MOM" is not understood at m.yaml:5:9; did you mean "MON"?
            """#),
        .schedule(
            "word in a number field",
            #"""
            spec:
              cron: "x 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the minute "x" is not understood at m.yaml:5:9
            """#),
        .schedule(
            "name of a month as a day",
            #"""
            spec:
              cron: "0 3 * * JAN"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the day of week "JAN" is not understood at m.yaml:5:9
            """#),
        .schedule(
            "step of nothing",
            #"""
            spec:
              cron: "*/0 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the step "0" of the minute is not between 1 and 59 at m.yaml:5:9
            """#),
        .schedule(
            "step too long",
            #"""
            spec:
              cron: "*/60 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the step "60" of the minute is not between 1 and 59 at m.yaml:5:9
            """#),
        .schedule(
            "two slashes",
            #"""
            spec:
              cron: "*/5/5 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the minute "*/5/5" has two slashes at m.yaml:5:9
            """#),
        .schedule(
            "range that ends early",
            #"""
            spec:
              cron: "0 22-2 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the hour range "22-2" ends before it begins at m.yaml:5:9; write two \#
            ranges: 22-23,0-2
            """#),
        .schedule(
            "range without end",
            #"""
            spec:
              cron: "0 3- * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the hour "3-" is neither a number nor a range at m.yaml:5:9
            """#),
        .schedule(
            "range of three",
            #"""
            spec:
              cron: "0 1-2-3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the hour "1-2-3" is neither a number nor a range at m.yaml:5:9
            """#),
        .schedule(
            "comma at the end",
            #"""
            spec:
              cron: "0,30, 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the minute has a comma without a value beside it at m.yaml:5:9
            """#),
        .schedule(
            "L in the minute",
            #"""
            spec:
              cron: "L 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the minute "L" is not understood at m.yaml:5:9
            """#),
        .schedule(
            "L alone as day of week",
            #"""
            spec:
              cron: "0 3 * * L"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the day of week "L" is not understood at m.yaml:5:9; L in the day of \#
            month is its last day; 5L in the day of week is the last Friday
            """#),
        .schedule(
            "negative",
            #"""
            spec:
              cron: "-5 3 * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the minute "-5" is neither a number nor a range at m.yaml:5:9
            """#),
        .schedule(
            "W is not supported",
            #"""
            spec:
              cron: "0 3 15W * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the day of month "15W" is not understood at m.yaml:5:9; W and # are \#
            not supported
            """#),
        .schedule(
            "# is not supported",
            #"""
            spec:
              cron: "0 3 * * 5#2"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the day of week "5#2" is not understood at m.yaml:5:9; W and # are \#
            not supported
            """#),
        .schedule(
            "? in the hour",
            #"""
            spec:
              cron: "0 ? * * *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: the hour "?" is not understood at m.yaml:5:9
            """#),
        .schedule(
            "day that never comes",
            #"""
            spec:
              cron: "0 3 30 2 *"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: this day never comes at m.yaml:5:9; no month among those given has \#
            such a day
            """#),
        .schedule(
            "unknown macro",
            #"""
            spec:
              cron: "@dayly"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: unknown cron macro "@dayly" at m.yaml:5:9; did you mean "@daily"?
            """#),
        .schedule(
            "@reboot",
            #"""
            spec:
              cron: "@reboot"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: unknown cron macro "@reboot" at m.yaml:5:9; use one of @yearly, \#
            @annually, @monthly, @weekly, @daily, @midnight, @hourly
            """#),
        .schedule(
            "@every",
            #"""
            spec:
              cron: "@every 5m"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: unknown cron macro "@every 5m" at m.yaml:5:9; use the field every \#
            instead of cron: every: 30s
            """#),
        .schedule(
            "empty",
            #"""
            spec:
              cron: ""
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.cron: a cron expression has 5 or 6 fields, this one has 0 at m.yaml:5:9; \#
            write minute hour day-of-month month day-of-week: "0 3 * * *"
            """#),
    ]
}

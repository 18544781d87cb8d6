extension MalformedManifest {
    static let names: [MalformedManifest] = [
        .document(
            "name in upper case",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: Emails}
            """#,
            #"""
            error: metadata.name: "Emails" is not a valid name at m.yaml:3:18; did you mean "emails"?
            """#),
        .document(
            "name with an underscore",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: e_mails}
            """#,
            #"""
            error: metadata.name: "e_mails" is not a valid name at m.yaml:3:18; did you mean "e-mails"?
            """#),
        .document(
            "name with a slash",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: team/emails}
            """#,
            #"""
            error: metadata.name: "team/emails" is not a valid name at m.yaml:3:18; use lower-case \#
            letters, digits, '-' and '.', with a letter or digit at both ends
            """#),
        .document(
            "name ends with a hyphen",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails-}
            """#,
            #"""
            error: metadata.name: "emails-" is not a valid name at m.yaml:3:18; use lower-case \#
            letters, digits, '-' and '.', with a letter or digit at both ends
            """#),
        .document(
            "name empty",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: ""}
            """#,
            #"""
            error: metadata.name: "" is not a valid name at m.yaml:3:18; use lower-case letters, \#
            digits, '-' and '.', with a letter or digit at both ends
            """#),
        .document(
            "namespace with a dot",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, namespace: team.a}
            """#,
            #"""
            error: metadata.namespace: "team.a" is not a valid namespace at m.yaml:3:37; use \#
            lower-case letters, digits and '-', with a letter or digit at both ends
            """#),
        .document(
            "label key",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, labels: {"a b": c}}
            """#,
            #"""
            error: metadata.labels: "a b" is not a valid key at m.yaml:3:35; write name or \#
            prefix.example/name, the name with letters, digits, '-', '_' and '.'
            """#),
        .document(
            "label key with two slashes",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, labels: {a/b/c: d}}
            """#,
            #"""
            error: metadata.labels: "a/b/c" is not a valid key at m.yaml:3:35; write name or \#
            prefix.example/name, the name with letters, digits, '-', '_' and '.'
            """#),
        .document(
            "label key with a bad prefix",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, labels: {A_b/c: d}}
            """#,
            #"""
            error: metadata.labels: "A_b/c" has a prefix that is no DNS name at m.yaml:3:35; write \#
            name or prefix.example/name, the name with letters, digits, '-', '_' and '.'
            """#),
        .document(
            "label value",
            #"""
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, labels: {owner: "Jane Doe"}}
            """#,
            #"""
            error: metadata.labels.owner: "Jane Doe" is not a valid label value at m.yaml:3:42; use \#
            letters, digits, '-', '_' and '.', with a letter or digit at both ends, or an annotation
            """#),
        .queue(
            "moveTo is no name",
            #"""
            spec: {onDelete: MoveTo, moveTo: A!}
            """#,
            #"""
            error: spec.moveTo: "A!" is not a valid name at m.yaml:4:34; use lower-case letters, \#
            digits, '-' and '.', with a letter or digit at both ends
            """#),
        .schedule(
            "time zone",
            #"""
            spec:
              cron: "0 3 * * *"
              timeZone: "+02:00"
              jobTemplate: {spec: {queue: emails, command: [backup]}}
            """#,
            #"""
            error: spec.timeZone: "+02:00" is not the name of a time zone at m.yaml:6:13; use an \#
            IANA name such as Europe/Berlin or UTC
            """#),
        .job(
            "time without offset",
            #"""
            spec:
              queue: emails
              command: [seed]
              notBefore: 2026-12-24T18:00:00
            """#,
            #"""
            error: spec.notBefore: expected a time, found "2026-12-24T18:00:00" at m.yaml:7:14; \#
            write it as 2026-12-24T18:00:00Z
            """#),
        .job(
            "time that does not exist",
            #"""
            spec:
              queue: emails
              command: [seed]
              notBefore: 2026-02-30T18:00:00Z
            """#,
            #"""
            error: spec.notBefore: expected a time, found "2026-02-30T18:00:00Z" at m.yaml:7:14; \#
            write it as 2026-12-24T18:00:00Z
            """#),
    ]
}

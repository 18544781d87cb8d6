extension MalformedManifest {
    static let secrets: [MalformedManifest] = [
        .job(
            "env value is a mapping",
            #"""
            spec:
              queue: emails
              command: [seed]
              env: {TOKEN: {value: hunter2}}
            """#,
            #"""
            error: spec.env.TOKEN: expected a string, found a mapping at m.yaml:7:16; quote the \#
            text if it begins with [ or {, or holds ': '
            """#),
        .job(
            "env is a list",
            #"""
            spec:
              queue: emails
              command: [seed]
              env: [TOKEN=hunter2]
            """#,
            #"""
            error: spec.env: expected a mapping, found a list at m.yaml:7:8; write "key: value" lines
            """#),
        .job(
            "env is a string",
            #"""
            spec:
              queue: emails
              command: [seed]
              env: hunter2
            """#,
            #"""
            error: spec.env: expected a mapping, found a string at m.yaml:7:8; write "key: value" lines
            """#),
        .job(
            "env value is absent",
            #"""
            spec:
              queue: emails
              command: [seed]
              env: {TOKEN: }
            """#,
            #"""
            error: spec.env.TOKEN: expected a string, found nothing at m.yaml:7:16; give a value, \#
            or remove it
            """#),
        .job(
            "env name",
            #"""
            spec:
              queue: emails
              command: [seed]
              env: {"MY TOKEN": hunter2}
            """#,
            #"""
            error: spec.env: not a valid name of an environment variable at m.yaml:7:9; use \#
            letters, digits and '_'
            """#),
        .job(
            "payload with a huge number",
            #"""
            spec:
              queue: emails
              payload: {token: 123456789012345678901234567890}
            """#,
            #"""
            error: spec.payload.token: the integer needs more than 64 bits and would lose digits at \#
            m.yaml:6:20; quote it
            """#),
        .job(
            "payload with infinity",
            #"""
            spec:
              queue: emails
              payload: {x: .inf}
            """#,
            #"""
            error: spec.payload.x: JSON has no such number at m.yaml:6:16; quote it if the text is meant
            """#),
        .job(
            "payload with a leading zero",
            #"""
            spec:
              queue: emails
              payload: {zip: 01234}
            """#,
            #"""
            warning: spec.payload.zip: a number with a leading zero loses it at m.yaml:6:18; quote \#
            it if the zero belongs to it
            """#),
        .job(
            "text with NUL",
            #"""
            spec:
              queue: emails
              payload: {token: "hunter2\0"}
            """#,
            #"""
            error: spec.payload.token: the text holds a NUL character at m.yaml:6:20; remove it, or \#
            encode the text
            """#),
        .job(
            "text not closed",
            #"""
            spec:
              queue: emails
              payload: {token: "hunter2}
            """#,
            #"""
            error: the text that a quote opens is not closed at m.yaml:6:20; add the closing quote
            """#),
    ]
}

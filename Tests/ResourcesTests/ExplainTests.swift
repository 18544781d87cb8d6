import Resources
import Testing

@Suite("explain")
struct ExplainTests {
    @Test("An object")
    func object() throws {
        #expect(
            try Schema.explain("queue.spec.backoff") == """
                KIND:     Queue
                VERSION:  jq.dev/v1alpha1

                FIELD:    spec.backoff <object>

                DESCRIPTION:
                    How long to wait before a retry.

                FIELDS:
                    base <duration>  default 1s; 0s to 1d
                        The wait before the first retry. It doubles with each further one.

                    max <duration>  default 10m; 0s to 31d
                        The longest wait.

                    jitter <number>  default 0.2; 0 to 1
                        The share of the wait that is added at random at most, so that jobs do
                        not retry in step.

                RULES:
                    base must not be longer than max.

                """)
    }

    @Test("A field with choices, and one that is only stored")
    func fields() throws {
        #expect(
            try Schema.explain("wp.spec.runtime") == """
                KIND:     WorkerPool
                VERSION:  jq.dev/v1alpha1

                FIELD:    spec.runtime <enum>  default Process; Process, Kubernetes, External

                DESCRIPTION:
                    Who starts the workers.

                VALUES:
                    Process     The controller starts them as processes on its own machine.
                    Kubernetes  The controller keeps a Deployment of them.
                    External    Somebody else; the pool only configures the workers that join it.

                """)
        #expect(try Schema.explain("job.spec.env").contains("spec.env <map[string]string>"))
        #expect(try Schema.explain("schedules.spec.jobTemplate.spec.queue").contains("<string>  required"))
    }

    @Test("What is reported")
    func status() throws {
        #expect(try Schema.explain("job.status.retries").contains("status.retries <integer>\n"))
        let conditions = try Schema.explain("queue.status.conditions")
        #expect(conditions.contains("status <enum>  required; True, False, Unknown"))
        for kind in Kind.allCases {
            #expect(try Schema.explain("\(kind.rawValue).status").contains("observedGeneration <integer>"))
        }
    }

    @Test("Every field of every kind can be explained", arguments: Kind.allCases)
    func everything(_ kind: Kind) throws {
        func walk(_ object: ObjectSchema, _ path: [String]) throws {
            for field in object.fields {
                let text = try Schema.of(kind).explain(path + [field.name])
                #expect(text.contains("DESCRIPTION:\n    "))
                try field.type.objectSchema.map { try walk($0, path + [field.name]) }
            }
        }
        try walk(Schema.of(kind).root, [])
        #expect(try Schema.explain(kind.rawValue).contains("FIELDS:\n    apiVersion"))
    }

    @Test(
        "What does not exist",
        arguments: [
            ("queu", #"unknown kind "queu"; did you mean "Queue"?"#),
            (
                "deployment",
                #"unknown kind "deployment"; the kinds are Queue, WorkerPool, Job, Schedule, Worker"#
            ),
            ("queue.spec.maxRetry", #"queue.spec has no field "maxRetry"; did you mean "maxRetries"?"#),
            (
                "queue.spec.backoff.colour",
                #"queue.spec.backoff has no field "colour"; queue.spec.backoff has the fields base, max, jitter"#
            ),
            ("queue.spec.ttl.x", "queue.spec.ttl has no fields"),
            (
                "queue.",
                #"queue has no field ""; queue has the fields apiVersion, kind, metadata, spec, status"#
            ),
        ])
    func unknown(_ path: String, _ message: String) {
        let error = #expect(throws: ExplainError.self) { try Schema.explain(path) }
        #expect(error?.description == message)
    }
}

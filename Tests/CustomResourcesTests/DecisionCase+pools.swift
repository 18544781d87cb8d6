import Resources

extension DecisionCase {
    private static func pool(_ more: [String: Value]) -> Value {
        .object(["queues": ["q"]].merging(more) { $1 })
    }

    private static func kubernetes(_ more: [String: Value] = [:], template: [String: Value] = [:]) -> Value {
        let template = ["image": "worker:1"].merging(template) { $1 }
        return pool(["runtime": "Kubernetes", "template": .object(template)].merging(more) { $1 })
    }

    private static let image =
        "runtime: Kubernetes needs template.image; give the container image of the workers: "
        + "template: {image: ...}"
    private static let target =
        "autoscale needs targetStartLatency or targetBacklog; give one of them, or both: "
        + "targetStartLatency: 5s"
    private static let order = "min must not be greater than max; lower min (default 1), or raise max"
    private static let runtime =
        "autoscale needs runtime: Kubernetes; set runtime: Kubernetes, or remove autoscale and set replicas"
    private static let seconds =
        "tolerationSeconds needs effect: NoExecute; set effect: NoExecute, or remove tolerationSeconds"
    private static let key =
        "not a valid key; write name or prefix.example/name, the name with letters, digits, '-', '_' and '.'"

    private static func tolerations(_ toleration: Value) -> Value {
        kubernetes(template: ["tolerations": [toleration]])
    }

    static let pools: [DecisionCase] = [
        good(.workerPool, "queues", pool([:])),
        good(
            .workerPool, "everything",
            kubernetes(
                [
                    "concurrency": 100, "replicas": 0, "drain": true, "gracePeriod": "0s",
                    "autoscale": [
                        "min": 0, "max": 20, "targetStartLatency": "5s", "targetBacklog": 10,
                        "scaleDownDelay": "1m",
                    ],
                ],
                template: [
                    "imagePullPolicy": "Never", "imagePullSecrets": ["a"], "env": ["A": "b"],
                    "resources": [
                        "requests": ["cpu": "500m", "memory": 1], "limits": ["nvidia.com/gpu": 1],
                    ],
                    "serviceAccountName": "worker", "nodeSelector": ["kubernetes.io/arch": "amd64"],
                    "tolerations": [
                        ["operator": "Exists"], ["key": "a/b", "value": "c", "effect": "NoSchedule"],
                    ],
                    "labels": ["team": "a"], "annotations": ["example.org/note": "any text"],
                ])),
        good(.workerPool, "a template of a process", pool(["template": ["env": ["A": "b"]]])),
        good(.workerPool, "external", pool(["runtime": "External"])),
        bad(.workerPool, "no queues", [:]), bad(.workerPool, "an empty list", pool(["queues": []])),
        bad(.workerPool, "a queue twice", pool(["queues": ["a", "a"]])),
        bad(
            .workerPool, "more than enough queues",
            pool(["queues": .array((0..<101).map { .string("q\($0)") })])),
        bad(.workerPool, "fewer than no workers", pool(["replicas": -1])),
        bad(.workerPool, "too many workers", pool(["replicas": 10_001])),
        bad(.workerPool, "Kubernetes without a template", pool(["runtime": "Kubernetes"]), says: image),
        bad(
            .workerPool, "Kubernetes without an image",
            pool(["runtime": "Kubernetes", "template": ["env": [:]]]),
            says: image),
        bad(.workerPool, "an empty image", kubernetes(template: ["image": ""])),
        good(
            .workerPool, "a target latency",
            kubernetes(["autoscale": ["max": 3, "targetStartLatency": "1s"]])),
        good(.workerPool, "a target backlog", kubernetes(["autoscale": ["max": 1, "targetBacklog": 1]])),
        bad(
            .workerPool, "autoscale of processes", pool(["autoscale": ["max": 3, "targetBacklog": 5]]),
            says: runtime),
        bad(
            .workerPool, "autoscale of nobody's",
            pool(["runtime": "External", "autoscale": ["max": 3, "targetBacklog": 5]]), says: runtime),
        bad(.workerPool, "no target", kubernetes(["autoscale": ["max": 3]]), says: target),
        bad(.workerPool, "no most", kubernetes(["autoscale": ["targetBacklog": 5]])),
        bad(.workerPool, "a most of 0", kubernetes(["autoscale": ["max": 0, "min": 0, "targetBacklog": 5]])),
        bad(
            .workerPool, "min above max",
            kubernetes(["autoscale": ["min": 4, "max": 3, "targetBacklog": 5]]),
            says: order),
        bad(
            .workerPool, "no latency", kubernetes(["autoscale": ["max": 3, "targetStartLatency": "99ms"]]),
            says: "99ms is not between 100ms and 1d"),
        bad(.workerPool, "an unknown pull policy", kubernetes(template: ["imagePullPolicy": "Sometimes"])),
        bad(.workerPool, "seconds of every effect", tolerations(["tolerationSeconds": 5]), says: seconds),
        bad(
            .workerPool, "seconds of another effect",
            tolerations(["tolerationSeconds": 5, "effect": "NoSchedule"]), says: seconds),
        good(.workerPool, "seconds", tolerations(["tolerationSeconds": 5, "effect": "NoExecute"])),
        bad(.workerPool, "an unknown effect", tolerations(["effect": "NoWay"])),
        bad(.workerPool, "an unknown field of a toleration", tolerations(["keys": "a"])),
        bad(.workerPool, "a label that is no key", kubernetes(template: ["labels": ["a b": "c"]]), says: key),
        bad(.workerPool, "a label that is no value", kubernetes(template: ["labels": ["a": "b c"]])),
        bad(.workerPool, "a label's key with two slashes", kubernetes(template: ["labels": ["a/b/c": "d"]])),
        bad(.workerPool, "a long label", kubernetes(template: ["labels": [sixtyFour: "d"]])),
        bad(
            .workerPool, "a resource without a name", kubernetes(template: ["resources": ["limits": ["": 1]]])
        ),
        bad(
            .workerPool, "a resource that is a list",
            kubernetes(template: ["resources": ["limits": ["cpu": []]]])),
    ]

    private static let sixtyFour = String(repeating: "a", count: 64)
}

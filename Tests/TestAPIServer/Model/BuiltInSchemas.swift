import Resources

/// Structural schemas of the built-in kinds, as far as merging, ownership and explanations need them.
enum BuiltInSchemas {
    static let text: Value = ["type": "string"]
    static let number: Value = ["type": "integer", "format": "int32"]
    static let texts: Value = ["type": "object", "additionalProperties": ["type": "string"]]
    static let anything: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    static let selector: Value = [
        "type": "object", "x-kubernetes-map-type": "atomic", "properties": ["matchLabels": texts],
    ]

    static func object(_ description: String, _ properties: [String: Value]) -> Value {
        ["type": "object", "description": .string(description), "properties": .object(properties)]
    }

    /// A list whose elements are known by some of their members.
    static func list(of item: Value, by keys: String...) -> Value {
        [
            "type": "array", "items": item, "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": .array(keys.map(Value.string)),
            "x-kubernetes-patch-merge-key": .string(keys[0]), "x-kubernetes-patch-strategy": "merge",
        ]
    }

    static let conditions = list(
        of: object(
            "A condition.",
            [
                "type": text, "status": text, "reason": text, "message": text, "lastTransitionTime": text,
                "lastUpdateTime": text, "lastProbeTime": text,
            ]), by: "type")

    static let namespace = object(
        "A scope for names.",
        [
            "spec": object("", ["finalizers": ["type": "array", "items": text]]),
            "status": object("", ["phase": text, "conditions": conditions]),
        ])

    static let configMap = object(
        "Configuration data.",
        [
            "data": texts, "binaryData": texts, "stringData": texts, "immutable": ["type": "boolean"],
            "type": text,
        ])

    static let container = object(
        "A container of a pod.",
        [
            "name": text, "image": text, "imagePullPolicy": text, "workingDir": text,
            "command": ["type": "array", "items": text, "x-kubernetes-list-type": "atomic"],
            "args": ["type": "array", "items": text, "x-kubernetes-list-type": "atomic"],
            "env": list(of: object("", ["name": text, "value": text, "valueFrom": anything]), by: "name"),
            "ports": list(
                of: object(
                    "",
                    [
                        "containerPort": number, "name": text, "hostPort": number,
                        "protocol": ["type": "string", "default": "TCP"],
                    ]), by: "containerPort", "protocol"),
            "volumeMounts": list(
                of: object("", ["name": text, "mountPath": text, "readOnly": ["type": "boolean"]]),
                by: "mountPath"),
            "resources": object("", ["limits": texts, "requests": texts]),
            "readinessProbe": anything, "livenessProbe": anything, "startupProbe": anything,
            "lifecycle": anything, "securityContext": anything,
            "terminationMessagePath": text, "terminationMessagePolicy": text,
        ])

    static let podSpec = object(
        "What a pod runs.",
        [
            "containers": list(of: container, by: "name"), "initContainers": list(of: container, by: "name"),
            "volumes": list(
                of: object(
                    "", ["name": text, "configMap": anything, "secret": anything, "emptyDir": anything]),
                by: "name"),
            "imagePullSecrets": list(of: object("", ["name": text]), by: "name"),
            "restartPolicy": text, "serviceAccountName": text, "nodeName": text,
            "terminationGracePeriodSeconds": ["type": "integer", "format": "int64"],
            "nodeSelector": [
                "type": "object", "additionalProperties": text, "x-kubernetes-map-type": "atomic",
            ],
            "tolerations": ["type": "array", "items": anything, "x-kubernetes-list-type": "atomic"],
            "affinity": anything, "securityContext": anything, "priorityClassName": text, "dnsPolicy": text,
        ])

    static let pod = object(
        "One or more containers on one machine.",
        [
            "spec": podSpec,
            "status": object(
                "",
                [
                    "phase": text, "conditions": conditions, "podIP": text, "startTime": text,
                    "containerStatuses": [
                        "type": "array", "items": anything, "x-kubernetes-list-type": "atomic",
                    ],
                ]),
        ])

    static let podTemplate = object(
        "What pods are made from.",
        [
            "metadata": object("", ["labels": texts, "annotations": texts, "creationTimestamp": text]),
            "spec": podSpec,
        ])

    static let deployment = object(
        "A number of alike pods.",
        [
            "spec": object(
                "What is wanted.",
                [
                    "replicas": number, "selector": selector, "template": podTemplate,
                    "strategy": object(
                        "",
                        [
                            "type": text,
                            "rollingUpdate": object("", ["maxSurge": text, "maxUnavailable": text]),
                        ]),
                    "minReadySeconds": number, "revisionHistoryLimit": number, "paused": ["type": "boolean"],
                    "progressDeadlineSeconds": number,
                ]),
            "status": object(
                "What is.",
                [
                    "observedGeneration": ["type": "integer", "format": "int64"], "replicas": number,
                    "updatedReplicas": number, "readyReplicas": number, "availableReplicas": number,
                    "unavailableReplicas": number, "conditions": conditions,
                ]),
        ])

    static let lease = object(
        "Who holds something, and until when.",
        [
            "spec": object(
                "",
                [
                    "holderIdentity": text, "leaseDurationSeconds": number, "acquireTime": text,
                    "renewTime": text,
                    "leaseTransitions": number, "preferredHolder": text, "strategy": text,
                ])
        ])

    private static let reference: Value = [
        "type": "object", "x-kubernetes-map-type": "atomic",
        "properties": ["kind": text, "name": text, "namespace": text, "uid": text, "apiVersion": text],
    ]

    static let event = object(
        "Something that happened.",
        [
            "involvedObject": reference, "regarding": reference, "related": reference, "reason": text,
            "message": text, "note": text, "type": text, "action": text, "eventTime": text, "count": number,
            "deprecatedCount": number, "firstTimestamp": text, "lastTimestamp": text,
            "deprecatedFirstTimestamp": text, "deprecatedLastTimestamp": text, "reportingController": text,
            "reportingComponent": text, "reportingInstance": text,
            "source": object("", ["component": text, "host": text]),
            "deprecatedSource": object("", ["component": text, "host": text]),
            "series": object("", ["count": number, "lastObservedTime": text]),
        ])
}

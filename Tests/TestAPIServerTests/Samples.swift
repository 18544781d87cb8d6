import Resources
import TestAPIServer

/// Objects that the tests use.
enum Samples {
    static let conditions: Value = [
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
        "items": [
            "type": "object", "required": ["type", "status"],
            "properties": [
                "type": ["type": "string"], "status": ["type": "string"], "reason": ["type": "string"],
            ],
        ],
    ]

    static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "gizmos.test.example"],
        "spec": [
            "group": "test.example", "scope": "Namespaced",
            "names": [
                "plural": "gizmos", "singular": "gizmo", "kind": "Gizmo", "shortNames": ["gz"],
                "categories": ["toys"],
            ],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "subresources": [
                        "status": [:],
                        "scale": [
                            "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
                        ],
                    ],
                    "selectableFields": [["jsonPath": ".spec.colour"]],
                    "additionalPrinterColumns": [
                        ["name": "Colour", "type": "string", "jsonPath": ".spec.colour"],
                        [
                            "name": "Ready", "type": "string",
                            "jsonPath": ".status.conditions[?(@.type==\"Ready\")].status",
                        ],
                    ],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": [
                                    "type": "object",
                                    "properties": [
                                        "colour": [
                                            "type": "string", "description": "What it looks like.",
                                            "enum": ["red", "green", "blue"],
                                        ],
                                        "replicas": ["type": "integer", "minimum": 0, "default": 1],
                                        "note": ["type": "string"],
                                    ],
                                ],
                                "status": [
                                    "type": "object",
                                    "properties": [
                                        "replicas": ["type": "integer"], "conditions": conditions,
                                    ],
                                ],
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]

    static func gizmo(_ name: String, _ spec: [String: Value] = ["colour": "red"]) -> Value {
        [
            "apiVersion": "test.example/v1", "kind": "Gizmo", "metadata": ["name": .string(name)],
            "spec": .object(spec),
        ]
    }

    static func status(_ name: String, _ conditions: [(String, String)]) -> Value {
        [
            "apiVersion": "test.example/v1", "kind": "Gizmo", "metadata": ["name": .string(name)],
            "status": [
                "conditions": .array(
                    conditions.map { ["type": .string($0.0), "status": .string($0.1)] })
            ],
        ]
    }

    static func deployment(_ name: String, replicas: Int64, image: String = "one") -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
            "spec": [
                "replicas": .int(replicas), "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)]],
                    "spec": ["containers": [["name": "main", "image": .string(image)]]],
                ],
            ],
        ]
    }

    static let path = "/apis/test.example/v1/namespaces/default/gizmos"
    static let apply = "application/apply-patch+yaml"
    static let merge = "application/merge-patch+json"

    /// A server that serves gizmos.
    static func server(
        _ change: (inout TestAPIServer.Configuration) -> Void = { _ in }
    ) async throws -> TestAPIServer {
        var configuration = TestAPIServer.Configuration()
        configuration.definitions = [definition]
        change(&configuration)
        return try await TestAPIServer(configuration)
    }
}

extension Value {
    /// The value under nested names; array elements are not reached.
    func at(_ path: String...) -> Value? {
        path.reduce(Optional(self)) { value, name in value?[name] }
    }
}

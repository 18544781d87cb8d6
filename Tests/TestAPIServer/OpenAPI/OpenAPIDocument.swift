import Resources

/// Describes what is served in OpenAPI, for `kubectl explain` and the checks that kubectl makes itself.
struct OpenAPIDocument {
    let types: [ResourceType]

    private static let metadataName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

    private static func isPublished(_ key: String, inVersion2: Bool) -> Bool {
        // What OpenAPI v2 has no word for is left out, as the server does.
        let unknown = ["nullable", "oneOf", "anyOf", "allOf", "not", "x-kubernetes-validations"]
        return !(inVersion2 && unknown.contains(key))
    }

    private static let metadata: Value = {
        let text: Value = ["type": "string"]
        let texts: Value = ["type": "object", "additionalProperties": ["type": "string"]]
        let described = { (type: Value, description: String) -> Value in
            var copy = type
            copy.set(["description"], to: .string(description))
            return copy
        }
        return [
            "type": "object",
            "description": "What every object has: its name and what the system notes about it.",
            "properties": [
                "name": described(text, "The name, unique within a namespace."),
                "generateName": described(text, "The beginning of a name that the server completes."),
                "namespace": described(text, "The scope of the name."),
                "labels": described(texts, "Words by which objects are selected."),
                "annotations": described(texts, "Notes that nothing is selected by."),
                "uid": text, "resourceVersion": text, "selfLink": text, "creationTimestamp": text,
                "deletionTimestamp": text, "generation": ["type": "integer", "format": "int64"],
                "deletionGracePeriodSeconds": ["type": "integer", "format": "int64"],
                "finalizers": [
                    "type": "array", "items": ["type": "string"], "x-kubernetes-list-type": "set",
                    "x-kubernetes-patch-strategy": "merge",
                ],
                "ownerReferences": [
                    "type": "array", "x-kubernetes-patch-merge-key": "uid",
                    "x-kubernetes-patch-strategy": "merge",
                    "items": [
                        "type": "object",
                        "properties": [
                            "apiVersion": text, "kind": text, "name": text, "uid": text,
                            "controller": ["type": "boolean"], "blockOwnerDeletion": ["type": "boolean"],
                        ],
                    ],
                ],
                "managedFields": ["type": "array", "items": ["type": "object"]],
            ],
        ]
    }()

    private static func name(_ type: ResourceType) -> String {
        let group = type.group.isEmpty ? "core.api.k8s.io" : type.group
        return (group.split(separator: ".").reversed().map(String.init) + [type.version, type.kind])
            .joined(separator: ".")
    }

    private static func identity(_ type: ResourceType) -> Value {
        ["group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind)]
    }

    private static func published(_ schema: Value, inVersion2: Bool) -> Value {
        switch schema {
        case .object(let members):
            var copy: [String: Value] = [:]
            for (name, member) in members where isPublished(name, inVersion2: inVersion2) {
                switch name {
                case "properties":
                    copy[name] = .object(
                        (member.objectValue ?? [:]).mapValues { published($0, inVersion2: inVersion2) })
                case "items", "additionalProperties": copy[name] = published(member, inVersion2: inVersion2)
                default: copy[name] = member
                }
            }
            if inVersion2, members["x-kubernetes-preserve-unknown-fields"] == true,
                members["properties"] == nil
            {
                copy["type"] = nil
            }
            return .object(copy)
        default: return schema
        }
    }

    /// The schemas of all kinds, with references that begin with `prefix`.
    private func schemas(prefix: String, inVersion2: Bool) -> [String: Value] {
        var schemas: [String: Value] = [Self.metadataName: Self.metadata]
        for type in types {
            var schema = Self.published(type.schema, inVersion2: inVersion2)
            schema.set(["type"], to: "object")
            schema.set(
                ["properties", "apiVersion"],
                to: [
                    "type": "string",
                    "description": "The versioned schema of this representation of the object.",
                ])
            schema.set(
                ["properties", "kind"], to: ["type": "string", "description": "The kind of the object."])
            let reference: Value = ["$ref": .string(prefix + Self.metadataName)]
            schema.set(
                ["properties", "metadata"],
                to: inVersion2
                    ? reference : ["description": "The metadata of the object.", "allOf": [reference]])
            schema.set(["x-kubernetes-group-version-kind"], to: .array([Self.identity(type)]))
            schemas[Self.name(type)] = schema
        }
        return schemas
    }

    /// The path of one object of a type, with names in braces.
    private static func path(_ type: ResourceType) -> String {
        let root = type.group.isEmpty ? "/api/\(type.version)" : "/apis/\(type.apiVersion)"
        return root + (type.namespaced ? "/namespaces/{namespace}" : "") + "/\(type.plural)/{name}"
    }

    /// The document in OpenAPI v2.
    var version2: Value {
        var paths: [String: Value] = [:]
        for type in types {
            let parameters = ["dryRun", "fieldManager", "fieldValidation", "force"].map { name -> Value in
                ["name": .string(name), "in": "query", "type": name == "force" ? "boolean" : "string"]
            }
            paths[Self.path(type)] = [
                "patch": [
                    "operationId": .string("patch\(type.kind)"), "parameters": .array(parameters),
                    "x-kubernetes-action": "patch", "x-kubernetes-group-version-kind": Self.identity(type),
                ]
            ]
        }
        return [
            "swagger": "2.0", "info": ["title": "Kubernetes", "version": "v1.32.0"], "paths": .object(paths),
            "definitions": .object(schemas(prefix: "#/definitions/", inVersion2: true)),
        ]
    }

    /// The document of one group and version in OpenAPI v3.
    var version3: Value {
        var paths: [String: Value] = [:]
        for type in types {
            let reference = "#/components/schemas/\(Self.name(type))"
            let answer: Value = [
                "description": "OK",
                "content": ["application/json": ["schema": ["$ref": .string(reference)]]],
            ]
            let operation = { (action: String) -> Value in
                [
                    "operationId": .string("\(action)\(type.kind)"), "x-kubernetes-action": .string(action),
                    "x-kubernetes-group-version-kind": Self.identity(type), "responses": ["200": answer],
                    "parameters": .array(
                        ["dryRun", "fieldManager", "fieldValidation"].map { name in
                            ["name": .string(name), "in": "query", "schema": ["type": "string"]]
                        }),
                ]
            }
            paths[Self.path(type)] = [
                "get": operation("get"), "put": operation("put"), "patch": operation("patch"),
            ]
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.32.0"],
            "paths": .object(paths),
            "components": ["schemas": .object(schemas(prefix: "#/components/schemas/", inVersion2: false))],
        ]
    }
}

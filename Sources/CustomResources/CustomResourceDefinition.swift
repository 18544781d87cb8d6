public import Resources

/// The CustomResourceDefinition (apiextensions.k8s.io/v1) of `kind`, rendered from its schema.
///
/// It is one version, served and stored, without conversion: fields are only ever added. The API server checks
/// all that decoding checks, with the same message where a rule is between fields or about the range of a
/// duration, but for what neither a structural schema nor CEL can say. An object with such a mistake is stored,
/// and the controller reports it with the condition `Stalled`:
///
/// - cron fields out of range, days that never come, and time zones that do not exist;
/// - a payload that is nested more than 48 levels deep, or has an integer of more than 64 bits;
/// - a text with the character NUL;
/// - what another resource would have to say: queues, secrets and images that do not exist.
///
/// In three places it takes less than a file does: text must be quoted where YAML reads a number or a truth
/// value, a number in a duration may not be padded with zeros beyond the digits that the longest duration
/// needs, and the payload `null` counts as none. A null elsewhere is dropped and not refused.
///
/// Defaults are the schema's. The server writes them into the objects; decoding takes them out again
/// (``ObjectSchema/omittingDefaults(_:)``), so that a manifest means and hashes the same from every source.
public func customResourceDefinition(_ kind: Kind) -> Value {
    let parts = Kind.apiVersion.split(separator: "/").map(String.init)
    let group = parts.first ?? ""
    let version = parts.last ?? ""
    let listed = PrinterColumn.columns(of: kind).map(\.value)
    return [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": [
            "name": .string("\(kind.plural).\(group)"),
            "labels": ["app.kubernetes.io/name": "jq", "app.kubernetes.io/component": "crds"],
        ],
        "spec": [
            "group": .string(group), "scope": "Namespaced", "conversion": ["strategy": "None"],
            "names": [
                "kind": .string(kind.rawValue), "listKind": .string("\(kind.rawValue)List"),
                "plural": .string(kind.plural), "singular": .string(kind.rawValue.lowercased()),
                "shortNames": .array(kind.shortNames.map(Value.string)), "categories": ["jq"],
            ],
            "versions": [
                [
                    "name": .string(version), "served": true, "storage": true,
                    "schema": ["openAPIV3Schema": rootSchema(kind)],
                    "subresources": subresources(kind), "additionalPrinterColumns": .array(listed),
                    "selectableFields": .array(
                        selectableFields(kind).map { ["jsonPath": .string(".\($0)")] }),
                ]
            ],
        ],
    ]
}

/// ``customResourceDefinition(_:)`` as a YAML file that begins with a note on where it comes from.
public func customResourceFile(_ kind: Kind) -> String {
    "# Rendered from the schema by `jq-ctl crds` (make generate). Change the schema, not this file.\n"
        + customResourceDefinition(kind).yaml(leadingKeys: ["apiVersion", "kind", "metadata", "name"])
}

/// The name of the file in which ``customResourceFile(_:)`` belongs: `queues.yaml`.
public func customResourceFileName(_ kind: Kind) -> String { "\(kind.plural).yaml" }

/// The fields by which `kubectl get --field-selector` and a watch can choose (KEP-4358), with dots between.
public func selectableFields(_ kind: Kind) -> [String] {
    switch kind {
    case .queue: ["spec.paused"]
    case .workerPool: ["spec.runtime"]
    case .job: ["spec.queue", "status.phase"]
    case .schedule: ["spec.suspend"]
    case .worker: ["status.pool", "status.phase"]
    }
}

private func subresources(_ kind: Kind) -> Value {
    guard kind == .workerPool else { return ["status": [:]] }
    return [
        "status": [:],
        "scale": [
            "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
            "labelSelectorPath": ".status.selector",
        ],
    ]
}

private func rootSchema(_ kind: Kind) -> Value {
    let schema = Schema.of(kind)
    var spec = structuralSchema(schema.spec)
    spec["description"] = "What shall be."
    let isSpecRequired = schema.spec.fields.contains(where: \.required)
    // Without it, defaults would not reach an object that has no spec.
    if !isSpecRequired { spec["default"] = schema.spec.fillingDefaults([:]) }
    var status = structuralSchema(Schema.status(of: kind))
    status["description"] = "What is. It is reported, not declared."
    var root: [String: Value] = [
        "type": "object", "description": .string(schema.doc),
        "properties": [
            "apiVersion": [
                "type": "string", "description": "The version of the form that the resource is written in.",
            ],
            "kind": ["type": "string", "description": "What the resource is."],
            "metadata": ["type": "object"], "spec": .object(spec), "status": .object(status),
        ],
    ]
    if isSpecRequired { root["required"] = ["spec"] }
    let rules = schema.spec.rules.compactMap { rootRule($0, in: schema.spec) }
    if !rules.isEmpty { root["x-kubernetes-validations"] = .array(rules) }
    return .object(root)
}

import Resources
import YAML

/// Decodes manifests; what names no namespace comes into `namespace`, or into the usual one when that is nil.
func decodeManifests(_ files: [ManifestFile], in namespace: String?) -> DecodedManifests {
    var decoded = decodeManifests(files)
    guard let namespace, namespace != ResourceKey.defaultNamespace else { return decoded }
    var places: [ResourceKey: Mark?] = [:]
    var kept: [Resource] = []
    for var resource in decoded.resources {
        if !resource.namesNamespace { resource.key.namespace = namespace }
        if let first = places.updateValue(resource.origin, forKey: resource.key) {
            places[resource.key] = first
            decoded.diagnostics.append(
                .error(
                    "\(resource.key) is declared twice", mark: resource.origin,
                    hint: first.map { "it was first declared at \($0)" }, resource: resource.key))
        } else {
            kept.append(resource)
        }
    }
    decoded.resources = kept
    return decoded
}

extension Resource {
    /// Whether its manifest says the namespace.
    var namesNamespace: Bool { marks["metadata.namespace"] != nil }

    /// The object to apply: everything that the author wrote, also what only repeats a default. A field that
    /// is left out is left to other field managers.
    var applied: Value {
        var metadata: [String: Value] = ["name": .string(key.name), "namespace": .string(key.namespace)]
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues(Value.string)) }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations.mapValues(Value.string)) }
        return [
            "apiVersion": .string(Kind.apiVersion), "kind": .string(key.kind.rawValue),
            "metadata": .object(metadata), "spec": writtenSpec,
        ]
    }

    private var writtenSpec: Value {
        let effective = effectiveSpec
        var written = spec
        for path in marks.keys {
            let names = path.split(separator: ".").map(String.init)
            guard names.count > 1, names[0] == "spec" else { continue }
            written = written.filled(names[1...], from: effective)
        }
        return written
    }
}

extension Value {
    /// This value with the member at the path taken from `source`, unless it has one. Whole objects are not
    /// taken: their members have paths of their own.
    fileprivate func filled(_ path: ArraySlice<String>, from source: Value) -> Value {
        guard let name = path.first, let given = source[name], var members = objectValue else { return self }
        if path.count > 1 {
            let rest = (members[name] ?? [:]).filled(path.dropFirst(), from: given)
            if rest != [:] { members[name] = rest }
        } else if members[name] == nil, given.objectValue == nil {
            members[name] = given
        }
        return .object(members)
    }
}

public import Resources

/// Decodes all resources that `files` declare, in their order, and reports everything that is wrong with
/// them.
///
/// One bad document does not hold up the others. A resource that is declared twice counts as it was first
/// declared, and the second declaration is an error that names both places.
public func decodeManifests(_ files: [ManifestFile]) -> DecodedManifests {
    var result = DecodedManifests()
    var places: [ResourceKey: Mark?] = [:]
    for file in files {
        let stream = DocumentStream(file.bytes, file: file.path)
        var diagnostics = stream.diagnostics
        for document in stream.documents {
            let (resources, problems) = decodeResources(document.root)
            let key = resources.first?.key ?? problems.lazy.compactMap(\.resource).first
            diagnostics += document.problems.map { $0.belonging(to: key) } + problems
            // What is missing from an unsound document may have been its most important line.
            for resource in resources where document.problems.isEmpty {
                if let first = places.updateValue(resource.origin, forKey: resource.key) {
                    places[resource.key] = first
                    diagnostics.append(duplicate(of: resource, first: first))
                } else {
                    result.resources.append(resource)
                }
            }
        }
        result.diagnostics += diagnostics.inOrderOfPlace
    }
    return result
}

private func duplicate(of resource: Resource, first: Mark?) -> Diagnostic {
    .error(
        "\(resource.key) is declared twice", mark: resource.origin,
        hint: first.map { "it was first declared at \($0)" }, resource: resource.key)
}

extension Diagnostic {
    fileprivate func belonging(to key: ResourceKey?) -> Diagnostic {
        var diagnostic = self
        diagnostic.resource = key
        return diagnostic
    }
}

extension [Diagnostic] {
    /// The diagnostics of one file from its first line to its last.
    var inOrderOfPlace: [Diagnostic] {
        guard count > 1 else { return self }
        return sorted {
            ($0.mark?.line ?? 0, $0.mark?.column ?? 0) < ($1.mark?.line ?? 0, $1.mark?.column ?? 0)
        }
    }
}

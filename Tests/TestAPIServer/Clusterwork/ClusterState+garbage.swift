import Resources

extension ClusterState {
    /// Deletes what is left without an owner (Kubernetes documentation, "Garbage Collection").
    mutating func collectGarbage(_ change: Change) {
        if change.object == nil, let owner = change.previous {
            for place in storage.dependents[owner.uid] ?? [] { dropIfOrphaned(place) }
            // A foreground deletion of its owner may have waited for this object.
            for reference in owner.ownerReferences { finishForeground(reference["uid"]?.stringValue ?? "") }
        } else if let object = change.object, object.isTerminating {
            if object.finalizers.contains("orphan") { orphanDependents(of: object, change) }
            if object.finalizers.contains("foregroundDeletion") { deleteDependents(of: object, change) }
        } else if let object = change.object, change.previous == nil, !object.ownerReferences.isEmpty {
            dropIfOrphaned(StoredPlace(resource: change.resource, name: change.name))
        }
    }

    /// Whether an owner exists under the place a reference names, with the same uid.
    private func exists(_ reference: Value, namespace: String) -> Bool {
        let apiVersion = reference["apiVersion"]?.stringValue ?? ""
        let kind = reference["kind"]?.stringValue
        // An owner of a kind that is not served cannot be told absent.
        guard let type = types.first(where: { $0.apiVersion == apiVersion && $0.kind == kind }) else {
            return true
        }
        let name = ObjectName(
            namespace: type.namespaced ? namespace : "", name: reference["name"]?.stringValue ?? "")
        return storage.object(type.storedAs, name)?.uid == reference["uid"]?.stringValue
    }

    private mutating func dropIfOrphaned(_ place: StoredPlace) {
        guard let object = storage.object(place.resource, place.name), !object.isTerminating,
            let type = types.first(where: { $0.qualifiedName == place.resource }),
            !object.ownerReferences.contains(where: { exists($0, namespace: place.name.namespace) })
        else { return }
        var options = DeleteOptions()
        options.uid = object.uid
        _ = try? delete(type, place.name, options)
    }

    private mutating func orphanDependents(of owner: Value, _ change: Change) {
        for place in storage.dependents[owner.uid] ?? [] {
            guard var object = storage.object(place.resource, place.name),
                let type = types.first(where: { $0.qualifiedName == place.resource })
            else { continue }
            let rest = object.ownerReferences.filter { $0["uid"]?.stringValue != owner.uid }
            object.set(["metadata", "ownerReferences"], to: rest.isEmpty ? Value?.none : .array(rest))
            _ = put(type, place.name, object)
        }
        release(change, from: "orphan")
    }

    private mutating func deleteDependents(of owner: Value, _ change: Change) {
        for place in storage.dependents[owner.uid] ?? [] {
            guard let type = types.first(where: { $0.qualifiedName == place.resource }),
                let object = storage.object(place.resource, place.name), !object.isTerminating
            else { continue }
            var options = DeleteOptions()
            options.uid = object.uid
            options.propagation = "Foreground"
            _ = try? delete(type, place.name, options)
        }
        finishForeground(owner.uid, change)
    }

    private mutating func finishForeground(_ uid: String, _ change: Change? = nil) {
        let blocking = (storage.dependents[uid] ?? []).contains { place in
            storage.object(place.resource, place.name)?.ownerReferences.contains { reference in
                reference["uid"]?.stringValue == uid && reference["blockOwnerDeletion"]?.boolValue == true
            } ?? false
        }
        if blocking { return }
        if let change { return release(change, from: "foregroundDeletion") }
        for type in types {
            for (name, object) in storage[type.storedAs].objects
            where object.uid == uid && object.isTerminating {
                release(
                    Change(resource: type.qualifiedName, name: name, object: object),
                    from: "foregroundDeletion")
            }
        }
    }

    /// Takes one finalizer off an object, and the object away with the last one.
    private mutating func release(_ change: Change, from finalizer: String) {
        guard var object = storage.object(change.resource, change.name),
            object.finalizers.contains(finalizer),
            let type = types.first(where: { $0.qualifiedName == change.resource })
        else { return }
        let rest = object.finalizers.filter { $0 != finalizer }
        if rest.isEmpty, type.qualifiedName != "namespaces" {
            remove(type, change.name)
        } else {
            object.set(["metadata", "finalizers"], to: .array(rest.map(Value.string)))
            _ = put(type, change.name, object)
        }
    }
}

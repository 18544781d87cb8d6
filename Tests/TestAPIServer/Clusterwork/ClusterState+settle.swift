import Resources

extension ClusterState {
    /// Runs the loops that the control plane runs beside the API server, until nothing is left to do, and
    /// tells the watches. In a real cluster they run a moment later; here they run before the answer.
    mutating func settle() {
        while !unsettled.isEmpty {
            let change = unsettled.removeFirst()
            definitionsHear(change)
            collectGarbage(change)
            namespacesHear(change)
            deploymentsHear(change)
        }
        pumpAll()
    }

    // MARK: Definitions

    static let cleanup = "customresourcecleanup.apiextensions.k8s.io"

    private mutating func definitionsHear(_ change: Change) {
        if change.resource == BuiltInTypes.definitions.qualifiedName {
            if let object = change.object {
                serve(object)
            } else if let previous = change.previous {
                withdraw(CustomDefinition(previous))
            }
        } else if change.object == nil,
            let type = types.first(where: { $0.qualifiedName == change.resource }),
            let name = type.definition
        {
            finishDefinition(ObjectName(namespace: "", name: name))
        }
    }

    /// Serves what a definition says, or goes on with its deletion.
    private mutating func serve(_ object: Value) {
        let name = ObjectName(namespace: "", name: object.objectName)
        let definition = CustomDefinition(object)
        if object.isTerminating {
            for place in storage[definition.qualifiedName].objects.keys.sorted() {
                guard let type = types.first(where: { $0.qualifiedName == definition.qualifiedName }) else {
                    continue
                }
                var options = DeleteOptions()
                options.propagation = "Background"
                _ = try? delete(type, place, options)
            }
            finishDefinition(name)
            return
        }
        let served = definition.types
        // Open watches of a changed definition end, because its storage is made anew.
        if types.contains(where: { $0.definition == name.name && $0.schema != served.first?.schema }) {
            endWatches(of: definition.qualifiedName)
        }
        types.removeAll { $0.definition == name.name }
        types += served
        storage.open(definition.qualifiedName)
        let settled = definition.settled(at: now)
        if settled != object { _ = put(BuiltInTypes.definitions, name, settled) }
    }

    /// Lets go of a definition whose last object is gone.
    private mutating func finishDefinition(_ name: ObjectName) {
        guard var object = storage.object(BuiltInTypes.definitions.qualifiedName, name), object.isTerminating,
            storage[name.name].objects.isEmpty
        else { return }
        let rest = object.finalizers.filter { $0 != Self.cleanup }
        if rest.isEmpty {
            remove(BuiltInTypes.definitions, name)
        } else if rest != object.finalizers {
            object.set(["metadata", "finalizers"], to: .array(rest.map(Value.string)))
            _ = put(BuiltInTypes.definitions, name, object)
        }
    }

    private mutating func withdraw(_ definition: CustomDefinition) {
        if settings.definitionsLinger {
            lingering.append(definition)
        } else {
            stopServing(definition)
        }
    }

    /// Stops serving what definitions that are gone still serve.
    mutating func stopServingLingering() {
        let left = lingering
        lingering = []
        let names = storage[BuiltInTypes.definitions.storedAs].objects.keys.map(\.name)
        for definition in left where !names.contains(definition.qualifiedName) { stopServing(definition) }
    }

    private mutating func stopServing(_ definition: CustomDefinition) {
        types.removeAll { $0.definition == definition.qualifiedName }
        pumpAll()
        endWatches(of: definition.qualifiedName)
        storage.drop(definition.qualifiedName)
    }

    // MARK: Namespaces

    private mutating func namespacesHear(_ change: Change) {
        if change.resource == "namespaces", let object = change.object, object.isTerminating {
            empty(change.name.name)
        } else if change.object == nil, !change.name.namespace.isEmpty {
            finishNamespace(change.name.namespace)
        }
    }

    private mutating func empty(_ namespace: String) {
        for type in types where type.namespaced {
            for name in storage[type.storedAs].objects.keys.sorted() where name.namespace == namespace {
                _ = try? delete(type, name, DeleteOptions())
            }
        }
        finishNamespace(namespace)
    }

    private mutating func finishNamespace(_ namespace: String) {
        let name = ObjectName(namespace: "", name: namespace)
        guard let object = storage.object("namespaces", name), object.isTerminating,
            object.finalizers.isEmpty,
            !storage.collections.values.contains(where: { collection in
                collection.objects.keys.contains { $0.namespace == namespace }
            })
        else { return }
        remove(BuiltInTypes.namespaces, name)
    }
}

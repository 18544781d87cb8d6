import Resources

/// What every API object has.
extension Value {
    var metadata: Value { self["metadata"] ?? .object([:]) }
    var objectName: String { at("metadata", "name")?.stringValue ?? "" }
    var objectNamespace: String { at("metadata", "namespace")?.stringValue ?? "" }
    var uid: String { at("metadata", "uid")?.stringValue ?? "" }
    var resourceVersion: String { at("metadata", "resourceVersion")?.stringValue ?? "" }
    var labels: [String: String] { at("metadata", "labels")?.stringMembers ?? [:] }
    var annotations: [String: String] { at("metadata", "annotations")?.stringMembers ?? [:] }
    var finalizers: [String] { at("metadata", "finalizers")?.strings ?? [] }
    var isTerminating: Bool { at("metadata", "deletionTimestamp")?.stringValue != nil }
    var ownerReferences: [Value] { at("metadata", "ownerReferences")?.arrayValue ?? [] }

    /// Without labels, annotations and lists of the metadata that hold nothing, which the server leaves out.
    var withoutEmptyMetadata: Value {
        var copy = self
        for name in ["labels", "annotations", "finalizers", "ownerReferences"] {
            let part = at("metadata", name)
            if part?.objectValue?.isEmpty ?? part?.arrayValue?.isEmpty ?? (part == .null) {
                copy.set(["metadata", name], to: nil)
            }
        }
        return copy
    }

    /// Without members that are null, which the built-in kinds do not tell from absent ones.
    var withoutNulls: Value {
        switch self {
        case .object(let members): .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
        case .array(let elements): .array(elements.map(\.withoutNulls))
        default: self
        }
    }

    /// This object under another version of its group.
    func presented(as type: ResourceType) -> Value {
        var copy = type.isEventView ? asCoreEvent : self
        copy.set(["apiVersion"], to: .string(type.apiVersion))
        copy.set(["kind"], to: .string(type.kind))
        return copy
    }

    /// An event of events.k8s.io with the names that members have in the core group.
    private var asCoreEvent: Value {
        let names = [
            ("regarding", "involvedObject"), ("note", "message"), ("deprecatedSource", "source"),
            ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"),
            ("deprecatedCount", "count"), ("reportingController", "reportingComponent"),
        ]
        var members = objectValue ?? [:]
        for (own, core) in names { members[core] = members.removeValue(forKey: own) }
        return .object(members)
    }
}

public import KubernetesProtocol
public import Resources

/// What is kept of a custom resource: its declaration, decoded, and what deciding about it needs.
public struct DeclaredObject: Hashable, Sendable {
    /// The resource it declares.
    public var key: ResourceKey
    /// Tells a resource from its successor of the same name.
    public var uid: String
    /// The state of the object that this was read from.
    public var resourceVersion: ResourceVersion
    /// Grows with each change of the spec.
    public var generation: Int64
    /// Somebody deleted it, and a finalizer holds it.
    public var isTerminating: Bool
    /// In their order; ours among them or not.
    public var finalizers: [String]
    /// Annotation ``releaseAnnotation`` is set: let the object go without asking the database.
    public var isReleased: Bool
    /// Value of ``reconcileAnnotation``: whatever it says, another value asks for another look.
    public var reconcileAt: String?
    /// What is declared; nil when it could not be decoded.
    public var resource: Resource?
    /// What is wrong with it, or not acted on.
    public var problems: [Diagnostic]
    /// As the object carries it, to write only what differs. Built anew with each call.
    public var status: Value { packedStatus.value }
    private let packedStatus: PackedValue

    /// Holds a queue's object until the queue's jobs are where they should be.
    public static let finalizer = "jq.dev/queue-jobs"
    /// Set to "true" on an object that is being deleted: it is let go without asking the database, for the case
    /// that that is gone for good. Should the database be there, what it holds goes as `onDelete` says.
    public static let releaseAnnotation = "jq.dev/release"
    /// Set to anything new, it asks for a look at the object now.
    public static let reconcileAnnotation = "jq.dev/reconcile-at"
    /// Annotations of tools and of this controller, which declare nothing.
    static let foreignAnnotations: Set<String> = [
        "kubectl.kubernetes.io/last-applied-configuration", "kubectl.kubernetes.io/restartedAt",
        reconcileAnnotation, releaseAnnotation,
    ]

    /// Decodes `object`, which is of `kind`.
    public init(_ object: KubernetesObject, kind: Kind) {
        let metadata = object.metadata
        key = ResourceKey(kind: kind, namespace: metadata.namespace, name: metadata.name)
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
        generation = metadata.generation
        isTerminating = metadata.deletionTimestamp != nil
        finalizers = metadata.finalizers
        isReleased = metadata.annotations[Self.releaseAnnotation] == "true"
        reconcileAt = metadata.annotations[Self.reconcileAnnotation]
        packedStatus = PackedValue(object.status)
        (resource, problems) = Self.decode(object, kind: kind)
    }

    /// The way of files, from the node on: the same schema gives the same meaning and the same messages.
    private static func decode(_ object: KubernetesObject, kind: Kind) -> (Resource?, [Diagnostic]) {
        let metadata = object.metadata
        var members: [String: Value] = [
            "name": .string(metadata.name), "namespace": .string(metadata.namespace),
        ]
        if !metadata.labels.isEmpty { members["labels"] = .object(metadata.labels.mapValues(Value.string)) }
        let annotations = metadata.annotations.filter { !foreignAnnotations.contains($0.key) }
        if !annotations.isEmpty { members["annotations"] = .object(annotations.mapValues(Value.string)) }
        var manifest: [String: Value] = [
            "apiVersion": .string(object.apiVersion), "kind": .string(kind.rawValue),
            "metadata": .object(members),
        ]
        if object.spec != .null { manifest["spec"] = object.spec }
        let place = "kubernetes:\(kind.plural)/\(metadata.namespace)/\(metadata.name)"
        return decodeResource(Node(.object(manifest), mark: Mark(file: place, line: 1, column: 1)))
    }

    /// Whether the queue's deletion has to wait for its jobs. The other kinds' runs go on without their
    /// declaration, and `onDelete` Cancel and MoveTo are done at once, so that nothing of theirs needs to be
    /// held.
    public var needsFinalizer: Bool {
        guard key.kind == .queue, let resource else { return false }
        switch QueueSpec(resource).onDelete {
        case .block, .drain: return true
        case .cancel, .moveTo: return false
        }
    }

    /// Whether our finalizer is on it.
    public var hasFinalizer: Bool { finalizers.contains(Self.finalizer) }

    /// Our finalizer is to be put on it.
    public var isToBeHeld: Bool { needsFinalizer && !hasFinalizer && !isTerminating }

    /// The object's place in the API.
    public var objectKey: ObjectKey { ObjectKey(namespace: key.namespace, name: key.name) }
}

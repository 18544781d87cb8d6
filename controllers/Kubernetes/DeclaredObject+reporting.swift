import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Resources

extension DeclaredObject {
    /// Where its status is written.
    var target: StatusTarget { StatusTarget(APIResource(key.kind), objectKey) }

    /// As much of the object as writing its status needs.
    var reference: KubernetesObject {
        KubernetesObject(
            APIResource(key.kind),
            metadata: ObjectMeta(
                name: key.name, namespace: key.namespace, uid: uid, resourceVersion: resourceVersion,
                generation: generation),
            status: status)
    }

    /// What an Event about it is counted under.
    func event(_ type: EventType, reason: String, action: String) -> EventKey {
        EventKey(type: type, action: action, reason: reason, regarding: EventReference(reference))
    }
}

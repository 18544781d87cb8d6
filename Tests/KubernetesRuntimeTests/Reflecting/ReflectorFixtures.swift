import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Resources
import Synchronization

func queue(
    _ name: String, _ version: String, uid: String = "u", priority: Int64 = 0
) -> KubernetesObject {
    KubernetesObject(
        .queues,
        metadata: ObjectMeta(
            name: name, namespace: "default", uid: uid, resourceVersion: ResourceVersion(version)),
        spec: ["priority": .int(priority)])
}

func queueKey(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

func queueList(_ version: String, _ items: [KubernetesObject], next: String? = nil) -> ObjectList {
    ObjectList(items: items, resourceVersion: ResourceVersion(version), continueToken: next)
}

func json(_ list: ObjectList) -> [UInt8] {
    let value: Value = [
        "kind": "QueueList", "apiVersion": "jq.dev/v1alpha1",
        "metadata": [
            "resourceVersion": .string(list.resourceVersion.text),
            "continue": .string(list.continueToken ?? ""),
        ],
        "items": .array(list.items.map(\.value)),
    ]
    return value.canonicalJSON()
}

/// The changes that a reflector handed out, as short texts; a test waits for the next ones.
final class ChangeLog<Item: Sendable>: Sendable {
    private let stream: AsyncStream<String>
    private let sink: AsyncStream<String>.Continuation

    init() { (stream, sink) = AsyncStream.makeStream() }

    func note(_ key: ObjectKey, _ change: ReflectorChange<Item>) {
        let text =
            switch change {
            case .initial: "initial"
            case .added: "added"
            case .changed: "changed"
            case .deleted(let last, let witnessed): "\(witnessed ? "deleted" : "absent") \(last == nil)"
            case .resync: "resync"
            }
        sink.yield("\(key.name) \(text)")
    }

    /// The next `count` changes.
    func next(_ count: Int) async -> [String] {
        var changes: [String] = []
        if count == 0 { return changes }
        for await change in stream {
            changes.append(change)
            if changes.count == count { break }
        }
        return changes
    }
}

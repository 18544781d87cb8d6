import KubernetesProtocol
import Resources

/// How a pod is marked that a shrinking pool has chosen to go.
///
/// The mark is the only memory of the choice, so that a restarted controller goes on where the last one was; the
/// cost makes the Deployment take these pods and no others.
enum PodChoice {
    /// Lower costs go first (KEP-2255).
    static let cost = "controller.kubernetes.io/pod-deletion-cost"
    /// When the pod was chosen, as microseconds since 1970.
    static let since = "jq.dev/leaving-since"

    /// Marks a pod.
    static func choosing(_ pod: ObjectKey, now: Int64) -> APIRequest {
        patch(pod, [cost: "-1000", since: .string(String(now))])
    }

    /// Takes the mark off.
    static func sparing(_ pod: ObjectKey) -> APIRequest { patch(pod, [cost: .null, since: .null]) }

    private static func patch(_ pod: ObjectKey, _ annotations: [String: Value]) -> APIRequest {
        .mergePatch(
            .pods, key: pod, patch: ["metadata": ["annotations": .object(annotations)]],
            fieldManager: KubernetesController.fieldManager)
    }
}

extension ScaleStep.Member {
    /// A pod with the worker in it, which is named by the pod's uid; nil for a pod that is on its way out.
    init?(_ pod: PodFacts, busy: Int?, isDraining: Bool) {
        guard !pod.isTerminating else { return nil }
        self.init(
            pod: pod.key.name, uid: pod.uid, busy: busy,
            leavingSince: pod.leavingSince.map { .microseconds($0) }, isDraining: isDraining)
    }
}

/// What is kept of a pod.
struct PodFacts: Hashable, Sendable {
    var key: ObjectKey
    var uid: String
    /// The value of ``WorkerDeployment/poolLabel``.
    var pool: String
    var isTerminating: Bool
    /// Microseconds since 1970.
    var leavingSince: Int64?

    init(_ object: KubernetesObject) {
        key = object.key
        uid = object.metadata.uid
        pool = object.metadata.labels[WorkerDeployment.poolLabel] ?? ""
        // A pod that has ended counts no more than one that is being deleted.
        let phase = object.status["phase"]?.stringValue
        isTerminating = object.metadata.deletionTimestamp != nil || phase == "Succeeded" || phase == "Failed"
        leavingSince = object.metadata.annotations[PodChoice.since].flatMap { Int64($0) }
    }
}

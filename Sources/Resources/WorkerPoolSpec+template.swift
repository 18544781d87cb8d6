extension WorkerPoolSpec {
    /// What a worker's container may use, as Kubernetes quantities.
    public struct ContainerResources: Hashable, Sendable {
        /// What is set aside for it.
        public var requests: [String: String]
        /// What it may use at most.
        public var limits: [String: String]
    }

    /// When a node pulls the image.
    enum ImagePullPolicy: String, ChoiceField {
        case always = "Always"
        case ifNotPresent = "IfNotPresent"
        case never = "Never"

        /// What the case means.
        var doc: String {
            switch self {
            case .always: "At every start of a container."
            case .ifNotPresent: "When the node does not have it."
            case .never: "Never; the node must have it."
            }
        }
    }

    /// How a toleration compares key and value with those of a taint.
    enum TolerationOperator: String, ChoiceField {
        case equal = "Equal"
        case exists = "Exists"

        /// What the case means.
        var doc: String {
            switch self {
            case .equal: "Key and value are the taint's."
            case .exists: "The key is the taint's, whatever its value."
            }
        }
    }

    /// What a taint does to pods that do not tolerate it.
    enum TaintEffect: String, ChoiceField {
        case noSchedule = "NoSchedule"
        case preferNoSchedule = "PreferNoSchedule"
        case noExecute = "NoExecute"

        /// What the case means.
        var doc: String {
            switch self {
            case .noSchedule: "No new pods."
            case .preferNoSchedule: "No new pods where that can be avoided."
            case .noExecute: "No new pods, and those that are there have to go."
            }
        }
    }
}

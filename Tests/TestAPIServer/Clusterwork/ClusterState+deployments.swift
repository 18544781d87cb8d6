import Resources

/// What the controllers of a cluster do for deployments, without the replica sets between.
extension ClusterState {
    private static let hashLabel = "pod-template-hash"
    private static let costAnnotation = "controller.kubernetes.io/pod-deletion-cost"
    static let deploymentManager = "kube-controller-manager"

    /// Makes and removes pods for deployments when that loop is switched on.
    mutating func deploymentsHear(_ change: Change) {
        guard settings.deployments else { return }
        switch change.resource {
        case BuiltInTypes.deployments.qualifiedName: reconcileDeployment(change.name)
        case BuiltInTypes.pods.qualifiedName:
            podHears(change)
            for owner in (change.object ?? change.previous ?? .null).ownerReferences
            where owner["kind"] == "Deployment" {
                reconcileDeployment(
                    ObjectName(namespace: change.name.namespace, name: owner["name"]?.stringValue ?? ""))
            }
        default: return
        }
    }

    /// Tells the hooks what is to be started and stopped.
    private func podHears(_ change: Change) {
        guard let hear = settings.podHooks else { return }
        if let pod = change.object, change.previous == nil { hear(.start(pod)) }
        if let pod = change.object, pod.isTerminating, change.previous?.isTerminating == false {
            hear(.stop(pod))
        }
    }

    private mutating func reconcileDeployment(_ name: ObjectName) {
        guard let deployment = storage.object(BuiltInTypes.deployments.qualifiedName, name),
            !deployment.isTerminating
        else { return }
        let wanted = Int(deployment.at("spec", "replicas")?.intValue ?? 1)
        let template = deployment.at("spec", "template") ?? .null
        let hash = Self.hash(of: template)
        let pods = pods(of: deployment, in: name.namespace)
        var fresh = pods.filter { $0.labels[Self.hashLabel] == hash }
        for _ in 0..<max(0, wanted - fresh.count) {
            guard let pod = startPod(for: deployment, template, hash) else { break }
            fresh.append(pod)
        }
        let surplus = Self.inOrderOfRemoval(fresh).prefix(max(0, fresh.count - wanted))
        for pod in surplus + pods.filter({ $0.labels[Self.hashLabel] != hash }) {
            _ = try? delete(
                BuiltInTypes.pods, ObjectName(namespace: name.namespace, name: pod.objectName),
                DeleteOptions())
        }
        report(deployment, name, hash: hash, wanted: wanted)
    }

    private func pods(of deployment: Value, in namespace: String) -> [Value] {
        (storage.dependents[deployment.uid] ?? []).filter { $0.resource == BuiltInTypes.pods.qualifiedName }
            .compactMap { storage.object($0.resource, $0.name) }.filter { !$0.isTerminating }
    }

    /// Pods that are not ready go first, then those of the lowest cost, then the newest.
    private static func inOrderOfRemoval(_ pods: [Value]) -> [Value] {
        let rank = { (pod: Value) -> (Int, Int, Int) in
            let cost = pod.annotations[costAnnotation].flatMap { Int($0) } ?? 0
            return (isReady(pod) ? 1 : 0, cost, -(Int(pod.resourceVersion) ?? 0))
        }
        return pods.sorted { rank($0) < rank($1) }
    }

    static func isReady(_ pod: Value) -> Bool {
        (pod.at("status", "conditions")?.arrayValue ?? []).contains {
            $0["type"] == "Ready" && $0["status"] == "True"
        }
    }

    private mutating func startPod(for deployment: Value, _ template: Value, _ hash: String) -> Value? {
        generated += 1
        let number = String(generated, radix: 36)
        let name =
            "\(deployment.objectName)-\(hash)-" + String(repeating: "0", count: max(0, 5 - number.count))
            + number
        var metadata: [String: Value] = [
            "name": .string(name), "namespace": .string(deployment.objectNamespace),
        ]
        metadata["annotations"] = template.at("metadata", "annotations")
        var labels = template.at("metadata", "labels")?.objectValue ?? [:]
        labels[Self.hashLabel] = .string(hash)
        metadata["labels"] = .object(labels)
        metadata["ownerReferences"] = [
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "name": .string(deployment.objectName),
                "uid": .string(deployment.uid), "controller": true, "blockOwnerDeletion": true,
            ]
        ]
        let pod: Value = [
            "apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata),
            "spec": template["spec"] ?? .object([:]),
        ]
        let options = WriteOptions(fieldManager: Self.deploymentManager)
        guard let made = try? create(BuiltInTypes.pods, namespace: deployment.objectNamespace, pod, options)
        else { return nil }
        if settings.podHooks != nil { return made }
        return markReady(ObjectName(namespace: made.objectNamespace, name: made.objectName)) ?? made
    }

    /// Makes a pod run and be ready, as the kubelet reports it.
    @discardableResult
    mutating func markReady(_ name: ObjectName) -> Value? {
        let time = Value.string(now)
        let condition = { (type: String) -> Value in
            ["type": .string(type), "status": "True", "lastTransitionTime": time]
        }
        var options = WriteOptions(fieldManager: "kubelet")
        options.subresource = "status"
        return try? patch(BuiltInTypes.pods, name, options) { (live) throws(APIFailure) in
            var pod = live
            pod.set(["status", "phase"], to: "Running")
            pod.set(["status", "startTime"], to: time)
            let kinds = ["PodScheduled", "Initialized", "ContainersReady", "Ready"]
            pod.set(["status", "conditions"], to: .array(kinds.map(condition)))
            return pod
        }
    }

    private mutating func report(_ deployment: Value, _ name: ObjectName, hash: String, wanted: Int) {
        let pods = pods(of: deployment, in: name.namespace)
        let ready = pods.count(where: Self.isReady)
        var status: [String: Value] = ["observedGeneration": deployment.at("metadata", "generation") ?? 0]
        let counts = [
            ("replicas", pods.count), ("updatedReplicas", pods.count { $0.labels[Self.hashLabel] == hash }),
            ("readyReplicas", ready), ("availableReplicas", ready),
            ("unavailableReplicas", max(0, wanted - ready)),
        ]
        // Numbers that are zero are left out, as the server's encoding leaves them out.
        for (name, count) in counts where count > 0 { status[name] = .int(Int64(count)) }
        let isAvailable = ready >= wanted
        let known = deployment.at("status", "conditions")?.arrayValue?.first { $0["type"] == "Available" }
        let text: Value = isAvailable ? "True" : "False"
        let reason: Value = isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable"
        let since = known?["status"] == text ? known?["lastTransitionTime"] : nil
        status["conditions"] = [
            [
                "type": "Available", "status": text, "reason": reason,
                "lastTransitionTime": since ?? .string(now),
            ]
        ]
        var options = WriteOptions(fieldManager: Self.deploymentManager)
        options.subresource = "status"
        let new = Value.object(status)
        if deployment["status"] == new { return }
        _ = try? patch(BuiltInTypes.deployments, name, options) { (live) throws(APIFailure) in
            var object = live
            object.set(["status"], to: new)
            return object
        }
    }

    /// A short text that differs between templates (FNV-1a over the canonical form).
    private static func hash(of template: Value) -> String {
        let sum = template.canonicalJSON().reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return String(sum % 0xFFFF_FFFF, radix: 36)
    }
}

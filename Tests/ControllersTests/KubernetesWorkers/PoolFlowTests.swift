import Controllers
import KubernetesClient
import KubernetesProtocol
import Lifecycle
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// Pools with `runtime: Kubernetes`, from the object to the pods and back.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct PoolFlowTests {
        @Test func aPoolOwnsADeploymentAndIsReadyWithItsWorkers() async throws {
            try await withPools { world, _ in
                try world.create(
                    queue("q"), pool("p", ["template": ["image": "workers:1", "env": ["A": "b"]]]))
                try await world.waitForWorkers(2)
                let object = try await world.wait(.workerPool, "p") {
                    $0.isTrue("Ready", reason: "WorkersOnline")
                }
                #expect(object.at("status", "capacity") == 8)
                try await world.wait(.workerPool, "p") {
                    $0.at("status", "selector") == "jq.dev/pool=p" && $0.at("status", "replicas") == 2
                }
                let deployment = try #require(try world.deployment("p"))
                let owner = deployment.at("metadata", "ownerReferences")?.arrayValue?.first
                #expect(owner?["kind"] == "WorkerPool" && owner?["uid"] == object.at("metadata", "uid"))
                #expect(owner?["controller"] == true)
                #expect(deployment.at("spec", "replicas") == 2)
                let container = deployment.at("spec", "template", "spec", "containers")?.arrayValue?.first
                #expect(container?["image"] == "workers:1")
                #expect(container?["env"]?.arrayValue?.contains(["name": "A", "value": "b"]) == true)

                // It goes with the pool, by garbage collection.
                try world.delete(.workerPool, "p")
                try await world.eventually("deployment and pods gone") {
                    let isGone = try world.deployment("p") == nil
                    return try isGone && world.pods().isEmpty
                }
            }
        }

        @Test func whatOthersSetStaysAndWhatIsOursIsTakenBack() async throws {
            try await withPools { world, _ in
                try world.create(queue("q"), pool("p"))
                try await world.waitForWorkers(2)
                try world.api.apply(
                    "deployments.apps",
                    [
                        "apiVersion": "apps/v1", "kind": "Deployment",
                        "metadata": ["name": "jq-worker-p", "labels": ["team": "a"]],
                        "spec": ["replicas": 5],
                    ], fieldManager: "human")
                try await world.eventually("taken back") {
                    try world.deployment("p")?.at("spec", "replicas") == 2
                }
                #expect(try world.deployment("p")?.at("metadata", "labels", "team") == "a")
                try await world.waitForWorkers(2)
                // What was set once and is left out of the declaration goes; what others set does not.
                try world.edit(
                    .workerPool, "p", ["template": ["image": "workers:2", "nodeSelector": ["disk": "fast"]]])
                try await world.eventually("selector") {
                    try world.deployment("p")?.at("spec", "template", "spec", "nodeSelector", "disk")
                        == "fast"
                }
                try world.edit(.workerPool, "p", ["template": ["image": "workers:2"]])
                try await world.eventually("no selector") {
                    try world.deployment("p")?.at("spec", "template", "spec", "nodeSelector") == nil
                }
                #expect(try world.deployment("p")?.at("metadata", "labels", "team") == "a")
            }
        }

        @Test func aDeploymentThatSomebodyDeletedComesBack() async throws {
            try await withPools { world, _ in
                try world.create(queue("q"), pool("p"))
                try await world.waitForWorkers(2)
                let uid = try world.deployment("p")?.at("metadata", "uid")
                try world.api.delete("deployments.apps", name: "jq-worker-p")
                try await world.eventually("another") {
                    let now = try world.deployment("p")?.at("metadata", "uid")
                    return now != nil && now != uid
                }
                try await world.waitForWorkers(2)
            }
        }

        @Test func aSmallerPoolLosesIdleWorkersFirstAndBusyOnesWhenTheyAreDone() async throws {
            try await withPools { world, _ in
                try world.create(queue("q"), pool("p", ["replicas": 3]))
                try await world.waitForWorkers(3)
                let workers = try world.pods().compactMap(\.worker)
                let idle = workers[0]
                _ = try await world.store.heartbeat([(workers[1], 2), (workers[2], 1)])
                try world.edit(.workerPool, "p", ["replicas": 2])
                try await world.eventually("the idle one left") {
                    try world.deployment("p")?.at("spec", "replicas") == 2
                        && Set(try world.pods().compactMap(\.worker)) == Set(workers).subtracting([idle])
                }
                // Both are busy: the less busy one is told to take no more, and the Deployment waits for it.
                try world.edit(.workerPool, "p", ["replicas": 1])
                try await world.eventually("drained") {
                    try await world.store.workers().first { $0.id == workers[2] }?.state == .draining
                }
                #expect(try world.deployment("p")?.at("spec", "replicas") == 2)
                #expect(try await world.store.workers().first { $0.id == workers[1] }?.state == .online)
                let marked = try world.pods().filter {
                    $0.at("metadata", "annotations", "controller.kubernetes.io/pod-deletion-cost") != nil
                }
                #expect(marked.compactMap(\.worker) == [workers[2]])
                _ = try await world.store.heartbeat([(workers[2], 0)])
                try await world.eventually("it left") {
                    try world.deployment("p")?.at("spec", "replicas") == 1
                        && world.pods().compactMap(\.worker) == [workers[1]]
                }
            }
        }

        /// Down, and up again before the chosen one has gone: it stays, and takes jobs again.
        @Test func aChosenWorkerThatIsNeededAgainIsSpared() async throws {
            try await withPools { world, _ in
                try world.create(queue("q"), pool("p"))
                try await world.waitForWorkers(2)
                let workers = Set(try world.pods().compactMap(\.worker))
                _ = try await world.store.heartbeat(workers.map { ($0, 1) })
                try world.edit(.workerPool, "p", ["replicas": 1])
                try await world.eventually("one drains") {
                    try await world.store.workers().contains { $0.state == .draining }
                }
                try world.edit(.workerPool, "p", ["replicas": 2])
                try await world.waitForWorkers(2)
                try await world.eventually("no marks") {
                    try world.pods().allSatisfy {
                        $0.at("metadata", "annotations", "controller.kubernetes.io/pod-deletion-cost") == nil
                    }
                }
                #expect(Set(try world.pods().compactMap(\.worker)) == workers)
            }
        }

        @Test func aPoolFollowsItsLoadUpAndDown() async throws {
            try await withPools { world, _ in
                try world.create(
                    queue("q"),
                    pool(
                        "p",
                        [
                            "replicas": 1,
                            "autoscale": ["min": 1, "max": 4, "targetBacklog": 2, "scaleDownDelay": "0s"],
                        ]))
                try await world.waitForWorkers(1)
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                let jobs = (0..<20).map { _ in NewJob(id: freshJobID(), queue: "q", payload: []) }
                _ = try await world.store.submit(jobs, allOrNone: true)
                try await world.waitForWorkers(4)
                try await world.wait(.workerPool, "p") { $0.at("status", "desired") == 4 }
                for job in jobs { try await world.finish(job.id) }
                try await world.waitForWorkers(1)
                try await world.wait(.workerPool, "p") { $0.at("status", "desired") == 1 }
                #expect(try world.object(.workerPool, "p")?.at("spec", "replicas") == 1)
            }
        }

        /// Admission refuses one Deployment, by a quota for example: the other pools have theirs.
        @Test func aDeploymentThatIsRefusedHoldsUpNobody() async throws {
            try await withPools { world, _ in
                world.api.faults.add(
                    FaultRule(
                        .status(code: 422, reason: "Invalid"), verbs: ["patch"], resource: "deployments.apps",
                        name: "jq-worker-bad"))
                try world.create(queue("q"), pool("bad"), pool("good"), queue("r"))
                try await world.waitForWorkers(2)
                try await world.wait(.queue, "r") { $0.isTrue("Ready") }
                #expect(try world.deployment("bad") == nil)
                world.api.faults.removeAll()
                try await world.waitForWorkers(4)
            }
        }

        /// Autoscalers follow the selector: a new leader does not take it away until it has looked.
        @Test func aRestartKeepsWhatIsKnownOfThePods() async throws {
            let workers = PodWorkers()
            try await withWorld({ workers.serve(&$0) }) { world in
                workers.use(world.store)
                let first = try Member(in: world)
                try world.create(queue("q"), pool("p"))
                try await world.waitForWorkers(2)
                try await world.wait(.workerPool, "p") {
                    $0.isTrue("Ready") && $0.at("status", "selector") != nil
                        && $0.at("status", "replicas") == 2
                }
                try await first.stop()
                let changes = try world.api.changes("workerpools.jq.dev")
                // It looks at everything, and at no pods.
                let second = try Member(in: world) { $0.once = true }
                try await second.end()
                let third = try Member(in: world) { $0.poolInterval = .seconds(3600) }
                try world.edit(.workerPool, "p", ["gracePeriod": "30s"])
                for await change in changes {
                    #expect(change.object.at("status", "selector") == "jq.dev/pool=p")
                    if change.object.at("status", "observedGeneration") == 2 { break }
                }
                try await third.stop()
            }
        }

        @Test func kubectlScaleWorks() async throws {
            try await withPools { world, _ in
                try world.create(queue("q"), pool("p"))
                try await world.waitForWorkers(2)
                let key = ObjectKey(namespace: "default", name: "p")
                _ = try await world.client.send(
                    .mergePatch(
                        .workerPools, key: key, subresource: "scale", patch: ["spec": ["replicas": 3]]))
                try await world.waitForWorkers(3)
                try await world.eventually("told") {
                    let scale = try await world.client.send(
                        .get(.workerPools, key: key, subresource: "scale")
                    )
                    .json()
                    return scale.at("status", "replicas") == 3
                        && scale.at("status", "selector") == "jq.dev/pool=p"
                }
            }
        }

        @Test func aDrainedPoolLetsItsWorkersGoAndAnotherRuntimeTakesTheDeploymentAway() async throws {
            try await withPools { world, _ in
                try world.create(queue("q"), pool("p"))
                try await world.waitForWorkers(2)
                try world.edit(.workerPool, "p", ["drain": true])
                try await world.wait(.workerPool, "p") { $0.isTrue("Draining") }
                try await world.waitForWorkers(0)
                try world.edit(.workerPool, "p", ["drain": false])
                try await world.waitForWorkers(2)
                try world.edit(.workerPool, "p", ["runtime": "External", "template": nil])
                try await world.eventually("no deployment") { try world.deployment("p") == nil }
                try await world.waitForWorkers(0)
            }
        }

        /// A controller that ends between choosing a worker and letting it go: the next one goes on, with the same one.
        @Test func theNextControllerGoesOnWithTheSameChoice() async throws {
            let workers = PodWorkers()
            try await withWorld({ workers.serve(&$0) }) { world in
                workers.use(world.store)
                let first = try Member(in: world)
                try world.create(queue("q"), pool("p", ["replicas": 3]))
                try await world.waitForWorkers(3)
                let ids = try world.pods().compactMap(\.worker)
                _ = try await world.store.heartbeat(ids.map { ($0, 1) })
                try world.edit(.workerPool, "p", ["replicas": 2])
                try await world.eventually("one drains") {
                    try await world.store.workers().contains { $0.state == .draining }
                }
                let chosen = try #require(try await world.store.workers().first { $0.state == .draining }).id
                try await first.stop()
                // By now another one would be the less busy.
                let other = try #require(ids.first { $0 != chosen })
                _ = try await world.store.heartbeat([(other, 0)])
                let second = try Member(in: world)
                _ = try await world.store.heartbeat([(chosen, 0)])
                try await world.eventually("it left") {
                    try world.deployment("p")?.at("spec", "replicas") == 2
                        && Set(try world.pods().compactMap(\.worker)) == Set(ids).subtracting([chosen])
                }
                try await second.stop()
            }
        }
    }
}

import Lifecycle
import Planning
import Resources
import Testing

@Suite struct DependencyTests {
    private func job(_ name: String, _ dependsOn: String..., file: String = "main.yaml") -> Resource {
        manifest(
            .job, name, file: file,
            [
                "queue": "q", "command": [.string(name)],
                "dependsOn": .array(dependsOn.map { .string($0) }),
            ])
    }

    private let queue = manifest(.queue, "q", [:])

    private func blocked(_ plan: Plan) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: plan.entries.compactMap { entry in
                entry.blocked.map { (entry.key.name, $0) }
            })
    }

    @Test func everyEntryOfACircleIsBlockedWithItWrittenOut() {
        let plan = Situation([queue]).plan([
            job("a", "b"), job("b", "c", file: "b.yaml"), job("c", "a", "x"), job("x"), job("y", "a"),
        ])
        let reasons = blocked(plan)
        #expect(Set(reasons.keys) == ["a", "b", "c"])
        #expect(
            reasons["a"] == "dependsOn goes in a circle, so none could ever start: "
                + "a (main.yaml:1) -> b (b.yaml:1) -> c (main.yaml:1) -> a; remove one of these dependencies")
        #expect(reasons["c"]?.contains("c (main.yaml:1) -> a (main.yaml:1) -> b (b.yaml:1) -> c;") == true)
    }

    @Test func whatIsStoredClosesACircleToo() {
        var situation = Situation([queue])
        let key = ResourceKey(kind: .job, name: "a")
        situation.live.dependencies[key] = StoredDependencies(names: ["b"])
        #expect(Set(blocked(situation.plan([job("b", "a")])).keys) == ["b"])
        // In another namespace a Job of this name is another one.
        situation.live.dependencies = [
            ResourceKey(kind: .job, namespace: "team-a", name: "a"): StoredDependencies(names: ["b"])
        ]
        #expect(blocked(situation.plan([job("b", "a")])).isEmpty)
    }

    @Test func whatThePlanChangesNoLongerCloses() {
        var situation = Situation([queue, job("a", "b")])
        let key = ResourceKey(kind: .job, name: "a")
        situation.live.dependencies[key] = StoredDependencies(names: ["b"])
        #expect(blocked(situation.plan([job("b", "a"), job("a", "x")])).isEmpty)
        #expect(blocked(situation.plan([job("b", "a")]) { $0.delete = [key] }).isEmpty)
    }

    @Test func effectsSayWhatIsWaitedFor() throws {
        var situation = Situation([queue])
        for (name, state) in [("seed", JobState.running), ("done", .done), ("dead", .deadLettered)] {
            let key = ResourceKey(kind: .job, name: name)
            situation.live.runs[key] = [ledgerEntry(job(name), 1, state)]
        }
        let entries = situation.plan([job("j", "seed", "done", "dead", "never", "here"), job("here")]).entries
        #expect(
            entries[0].effects.dropFirst() == [
                "waits for seed (RUNNING)", "dead failed: this run would be dead-lettered at once",
                "waits for never, which has not run yet", "waits for here, which starts with this plan",
            ])
    }

    @Test func keysThatNoIndexTakesAreBlocked() throws {
        let long = manifest(
            .job, "j",
            ["queue": "q", "command": ["a"], "uniqueKey": .string(String(repeating: "x", count: 257))])
        let plan = Situation([queue]).plan([long])
        #expect(blocked(plan)["j"] == "spec.uniqueKey has 257 characters; at most 256 are taken")
    }
}

@Suite struct DependencyGraphTests {
    @Test func circlesAreFoundWithTheShortestWay() {
        let graph = DependencyGraph([1: [2, 3], 2: [3], 3: [1], 4: [1], 5: [5], 6: [7], 7: []])
        let circles = graph.circles()
        #expect(circles.map(\.key) == [1, 2, 3, 5])
        #expect(circles[0].value.nodes == [1, 3])
        #expect(circles[1].value.nodes == [2, 3, 1])
        #expect(circles[3].value.nodes == [5] && circles[3].value.size == 1)
    }

    @Test func aDeepGraphNeedsNoStack() {
        var edges: [Int: [Int]] = [:]
        for node in 0..<100_000 { edges[node] = [node + 1] }
        #expect(DependencyGraph(edges).circles().isEmpty)
        edges[100_000] = [0]
        let circles = DependencyGraph(edges).circles()
        #expect(circles.count == 100_001 && circles[7].value.size == 100_001)
    }

    /// Against a look at all ways, on small graphs.
    @Test func agreesWithASimpleSearch() {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<500 {
            var edges: [Int: [Int]] = [:]
            for node in 0..<7 { edges[node] = (0..<random(3)).map { _ in random(7) } }
            func reaches(_ from: Int, _ to: Int) -> Bool {
                var seen: Set<Int> = []
                var open = edges[from] ?? []
                while let node = open.popLast() {
                    if node == to { return true }
                    if seen.insert(node).inserted { open += edges[node] ?? [] }
                }
                return false
            }
            let circles = DependencyGraph(edges).circles()
            #expect(circles.map(\.key) == (0..<7).filter { reaches($0, $0) })
            for (node, circle) in circles {
                #expect(circle.nodes.first == node && Set(circle.nodes).count == circle.nodes.count)
                for (step, from) in circle.nodes.enumerated() {
                    let to = circle.nodes[(step + 1) % circle.nodes.count]
                    #expect(edges[from]?.contains(to) == true)
                }
            }
        }
    }
}

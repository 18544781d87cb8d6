import Planning
import PostgresStore
import Resources
import Testing

extension ControllersOfAClusterTests {
    /// The same manifests and edits, as files, over the API and as objects: the same plans, ledgers and states.
    @Suite(.serialized, .timeLimit(.minutes(6))) struct ParityTests {
        @Test(arguments: ["runs", "declarations"])
        func everyWayComesToTheSame(_ name: String) async throws {
            let steps = name == "runs" ? ParityStep.runs : ParityStep.declarations
            let directory = try await DirectoryWay(owner: "directory:/m")
            let server = try await ServerWay(owner: "jq-ctl")
            let cluster = try await KubernetesWay(owner: "kubernetes")
            var set = Declarations()
            for (number, step) in steps.enumerated() {
                let title = "step \(number + 1), \(step.name)"
                step.edit(&set)
                try await step.outside(directory.world)
                let plan = Plan.text(of: try await directory.declare(set.placed) { true })
                let state = try await directory.world.databaseDump().sorted()

                try await step.outside(server.world)
                let overAPI = Plan.text(of: try await server.declare(set.placed) { true })
                #expect(overAPI == plan, "\(title), API")
                #expect(
                    difference(try await server.world.databaseDump().sorted(), state) == [], "\(title), API")

                try await step.outside(cluster.world)
                var lastState: [String] = []
                do {
                    let entries = try await cluster.declare(set.placed) {
                        lastState = try await cluster.world.databaseDump().sorted()
                        return lastState == state
                    }
                    #expect(Plan.text(of: entries) == plan, "\(title), Kubernetes")
                } catch { Issue.record("\(title), Kubernetes: \(error)") }
                lastState = try await cluster.world.databaseDump().sorted()
                #expect(difference(lastState, state) == [], "\(title), Kubernetes")
            }
            print("parity: \(steps.count) steps of \(name), three ways")
            try await directory.close()
            try await server.close()
            try await cluster.close()
        }

        private func difference(_ lines: [String], _ expected: [String]) -> [String] {
            let found =
                lines.filter { !expected.contains($0) }.map { "+ \($0)" }
                + expected.filter { !lines.contains($0) }.map { "- \($0)" }
            return found.isEmpty && lines != expected ? ["the same lines, not as often"] : found
        }
    }
}

/// Breaks things, one after the other, as the jobs go on.
struct ChaosMonkey: Sendable {
    let site: ChaosSite
    let progress: ChaosProgress
    let plan: ChaosBench

    func rage() async throws {
        if try await progress.reach(plan.jobs * 15 / 100), site.workers.count > 1 || plan.restartWorker {
            try await site.killWorker(restart: plan.restartWorker)
        }
        if try await progress.reach(plan.jobs * 30 / 100), site.servers.count > 1 || plan.restartServer {
            try await site.killServer(restart: plan.restartServer)
        }
        if plan.freezeWorker, try await progress.reach(plan.jobs * 45 / 100) { try await site.freezeWorker() }
        guard try await progress.reach(plan.jobs * 60 / 100) else { return }
        site.tell("crashing the database")
        try await site.database.crashAndRestart(after: .seconds(plan.outage))
        site.tell("the database is back")
    }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl wait`
struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until resources or jobs are in a certain state.",
        discussion: """
            EXAMPLES
              jq-ctl wait --for=condition=Ready queue/emails --timeout 1m
              jq-ctl wait --for=condition=Complete job/migrate-orders job/seed-catalog
              jq-ctl wait --for=delete queue/legacy
              jq-ctl wait --for=done job-id 0192f0c4-7d6f-7c3e-9f00-0242ac120002

            EXIT STATUS
              0 when everything is in that state, 1 when the time is over or it can no
              longer come about
            """)

    @Argument(help: ArgumentHelp("KIND/NAME..., KIND NAME..., or job-id ID...", valueName: "what"))
    var words: [String]

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("What to wait for: \(WaitGoal.forms).", valueName: "state"))
    var goal: String

    @Option(help: ArgumentHelp("How long to wait in all.", valueName: "duration"))
    var timeout = DurationArgument.defaultTimeout

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func validate() throws {
        guard let goal = WaitGoal(goal) else {
            throw ValidationError("\"\(goal)\" is nothing to wait for; --for takes \(WaitGoal.forms)")
        }
        let isJob = words.first == "job-id"
        if isJob != (goal == .done || goal == .ended) {
            throw ValidationError("done and ended go with job-id, the other states with resources")
        }
        if isJob, words.count < 2 { throw ValidationError("give the id: job-id ID") }
    }

    mutating func run() async throws {
        guard let goal = WaitGoal(goal) else { return }
        let server = try Connection(connection, timeout: timeout.duration)
        let watch = WaitClock(limit: timeout.duration)
        if words.first == "job-id" {
            for id in words.dropFirst() {
                try await watch.within("job \(id)", goal) {
                    let job = try await awaitEnd(of: id, on: server)
                    if goal == .done, job.status != .done { throw endedBadly(job) }
                }
                Console.line("job \(id) \(goal.reached)")
            }
            return
        }
        for key in try ResourceSelection(words, in: scope.namespace).onlyKeys() {
            try await watch.within("\(key)", goal) { try await goal.awaited(for: key, on: server) }
            Console.line("\(key.argument) \(goal.reached)")
        }
    }
}

extension WaitGoal {
    /// Returns when the resource is in this state.
    fileprivate func awaited(for key: ResourceKey, on server: Connection) async throws {
        let filter = Jq_V1_WatchResourcesRequest.with {
            $0.kind = key.kind.rawValue
            $0.namespace = key.namespace
            $0.name = key.name
        }
        let latest = LatestView()
        try await server.watch(filter) { event in
            await latest.take(event, of: key)
            guard await latest.isSynced else { return true }
            return try await !isReached(by: latest.view, key: key)
        }
    }
}

/// The state of one resource as a watch tells it.
private actor LatestView {
    private(set) var view: ResourceView?
    private(set) var isSynced = false

    /// Nil tells that the watch begins anew.
    func take(_ event: Jq_V1_WatchEvent?, of key: ResourceKey) {
        guard let event else {
            view = nil
            isSynced = false
            return
        }
        if event.type == .synced {
            isSynced = true
        } else if let changed = ResourceView(event.resource), changed.key == key {
            view = event.type == .deleted ? nil : changed
        }
    }
}

/// One time limit over several waits.
private struct WaitClock {
    let limit: Duration
    let end: ContinuousClock.Instant

    init(limit: Duration) {
        self.limit = limit
        end = .now + limit
    }

    /// Runs `body`; ends it with a failure when the time is over.
    func within(
        _ subject: String, _ goal: WaitGoal, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let end = end
        let timeIsOver = CommandFailure(
            "timed out after \(limit.manifestText) waiting for \(goal.words) of \(subject)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(until: end, clock: .continuous)
                throw timeIsOver
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

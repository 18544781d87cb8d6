import ArgumentParser
import JobQueueProto
import Lifecycle
import Resources

/// `jq-ctl wait`
struct Wait: EndpointCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until resources or jobs are in a certain state.",
        discussion: """
            EXAMPLES
              jq-ctl wait --for=condition=Ready queue/emails --timeout 1m
              jq-ctl wait --for=condition=Complete job/migrate-orders job/seed-catalog
              jq-ctl wait --for=delete queue/legacy
              jq-ctl wait --kubernetes --for=condition=Ready workerpool/encoders
              jq-ctl wait --for=done 0192f0c4-7d6f-7c3e-9f00-0242ac120002

            EXIT STATUS
              0 when everything is in that state, 1 when the time is over or it can no
              longer come about
            """)

    @Argument(help: ArgumentHelp("KIND/NAME..., KIND NAME..., or the ids of jobs.", valueName: "what"))
    var words: [String]

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("What to wait for: \(WaitGoal.forms).", valueName: "state"))
    var goal: String

    @Option(help: ArgumentHelp("How long to wait in all.", valueName: "duration"))
    var timeout = DurationArgument.defaultTimeout

    @OptionGroup var scope: NamespaceOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { timeout.duration }

    mutating func validate() throws {
        guard let goal = WaitGoal(goal) else {
            throw ValidationError("\"\(goal)\" is nothing to wait for; --for takes \(WaitGoal.forms)")
        }
        let isJob = jobIDs != nil
        if isJob != (goal == .done || goal == .ended) {
            throw ValidationError(
                "done and ended go with the ids of jobs, the other states with resources (KIND/NAME)")
        }
        if jobIDs?.isEmpty == true { throw ValidationError("give the id: job-id ID") }
        if isJob { try cluster.refuse("job-id", "only jq-server knows the jobs by their ids") }
    }

    /// The jobs that are meant, if the words are not about resources: no kind looks like an id.
    private var jobIDs: [String]? {
        if words.first == "job-id" { return Array(words.dropFirst()) }
        return words.allSatisfy { JobID($0) != nil } ? words : nil
    }

    mutating func run() async throws {
        guard let goal = WaitGoal(goal) else { return }
        let watch = WaitClock(limit: timeout.duration)
        if let jobIDs { return try await awaitJobs(jobIDs, goal, watch) }
        let (words, scope) = (words, scope)
        try await withEndpoint { endpoint in
            for key in try ResourceSelection(words, in: scope.namespace(at: endpoint)).onlyKeys() {
                try await watch.within("\(key)", goal) { try await goal.awaited(for: key, on: endpoint) }
                Console.line("\(key.argument) \(goal.reached)")
            }
        }
    }

    private func awaitJobs(_ ids: [String], _ goal: WaitGoal, _ watch: WaitClock) async throws {
        let server = try Connection(connection, timeout: timeout.duration)
        for id in ids {
            try await watch.within("job \(id)", goal) {
                let job = try await awaitEnd(of: id, on: server)
                if goal == .done, job.status != .done { throw endedBadly(job) }
            }
            Console.line("job \(id) \(goal.reached)")
        }
    }
}

extension WaitGoal {
    /// Returns when the resource is in this state.
    func awaited(for key: ResourceKey, on endpoint: any DeclarationEndpoint) async throws {
        let query = ResourceQuery(kinds: [key.kind], namespace: key.namespace, name: key.name)
        let latest = LatestView(key)
        try await endpoint.watch(query) { event in
            await latest.take(event)
            guard await latest.isSynced else { return true }
            return try await !isReached(by: latest.view, key: key)
        }
    }
}

/// The state of one resource as a watch tells it.
private actor LatestView {
    private let key: ResourceKey
    private(set) var view: ResourceView?
    private(set) var isSynced = false
    private var noted: String?

    init(_ key: ResourceKey) { self.key = key }

    func take(_ event: ResourceEvent) {
        switch event {
        case .restarted:
            view = nil
            isSynced = false
        case .synced: isSynced = true
        case .set(let changed) where changed.key == key:
            view = changed
            note(changed.hold)
        case .deleted(let gone) where gone.key == key: view = nil
        case .set, .deleted: break
        }
    }

    /// Tells once what keeps the object.
    private func note(_ hold: String?) {
        guard let hold, hold != noted else { return }
        noted = hold
        Console.note("\(key) is being deleted: \(hold.onOneLine)")
    }
}

/// One time limit over several waits.
struct WaitClock {
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

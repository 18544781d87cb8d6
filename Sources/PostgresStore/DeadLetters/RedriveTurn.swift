import Lifecycle
import Postgres

/// One step of a redrive, within its transaction and with its row locked.
struct RedriveTurn {
    private static let outcomesLookedAt = 5000

    private let transaction: PostgresTransaction
    private let before: Redrive
    private let elapsed: Double
    private var progress: RedriveProgress
    private var state: RedriveState
    private var message: String
    private var cursor: JobID
    private var outcomeCursor: JobID
    private var newlySucceeded: Int64 = 0
    private var newlyFailed: Int64 = 0
    private var newlyMoved: Int64 = 0
    private var leftBehind: Int64 = 0
    private var leftQueue: String?
    private var ready: [ReadyJob] = []
    private var looked = false

    /// Nil when it needs no step, or somebody else has it.
    init?(
        _ transaction: PostgresTransaction, _ id: JobID, elapsed: Duration?
    ) async throws(PostgresError) {
        let rows = try await transaction.execute(RedriveStepSQL.begin, idParameter(id))
        guard rows.count > 0 else { return nil }
        let row = rows[0]
        let first = Redrive.columnCount
        self.transaction = transaction
        before = Redrive(row)
        state = before.state
        message = row.string(first - 1)
        cursor = row.jobID(first)
        outcomeCursor = row.jobID(first + 1)
        self.elapsed = elapsed.map { Double($0.microseconds) / 1_000_000 } ?? row.double(first + 4)
        progress = RedriveProgress(
            rate: before.rate, stopAtFailureRate: before.stopAtFailureRate,
            stopAfter: Int64(before.stopAfter),
            succeeded: before.succeeded, failed: before.failed, underWay: 0, allSeen: row.bool(first + 2),
            budget: row.double(first + 3))
    }

    /// Counts ends since the last step, among a bounded number of jobs: round after round over all of them.
    mutating func observe() async throws(PostgresError) {
        var parameters = idParameter(before.id)
        parameters.append(outcomeCursor)
        parameters.append(Int64(RedriveTurn.outcomesLookedAt))
        let rows = try await transaction.execute(RedriveStepSQL.outcomes, parameters)
        var ended: [String: [JobID]] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            if let outcome = row.stringOrNil(1) { ended[outcome, default: []].append(row.jobID(0)) }
        }
        for (outcome, jobs) in ended {
            var parameters = idParameter(before.id)
            parameters.append(outcome)
            parameters.append(jobs)
            _ = try await transaction.execute(RedriveStepSQL.settle, parameters)
        }
        let isRoundOver = rows.count < RedriveTurn.outcomesLookedAt
        outcomeCursor = isRoundOver ? JobID(high: 0, low: 0) : rows[rows.count - 1].jobID(0)
        newlySucceeded = Int64(ended[JobState.done.rawValue]?.count ?? 0)
        newlyFailed = Int64(ended[JobState.deadLettered.rawValue]?.count ?? 0)
        progress.succeeded += newlySucceeded
        progress.failed += newlyFailed
        try await countUnderWay()
    }

    private mutating func countUnderWay() async throws(PostgresError) {
        var parameters = idParameter(before.id)
        // Beyond that, how many there are makes no difference.
        parameters.append(max(progress.stopAfter, progress.ended) + 1)
        progress.underWay = try await transaction.execute(RedriveStepSQL.underWay, parameters)[0].int64(0)
    }

    /// Does what comes next.
    mutating func act(batch: Int) async throws(PostgresError) {
        guard state == .running else { return }
        let move = progress.nextMove(after: elapsed, batch: batch)
        progress.budget = progress.budget(after: elapsed)
        switch move {
        case .wait: break
        case .finish: finishMoving()
        case .stop:
            state = .stopped
            message =
                "\(progress.failed) of \(progress.ended) jobs that ended failed again, more than "
                + "\(percentage(progress.stopAtFailureRate)); resume is not possible, make a new redrive"
        case .move(let count):
            try await self.move(count)
            if progress.nextMove(after: 0, batch: batch) == .finish { finishMoving() }
        }
    }

    private mutating func finishMoving() {
        state = .finished
        message = ""
    }

    private mutating func move(_ count: Int) async throws(PostgresError) {
        // A sweep of the history may take long: the next step finds it over.
        guard try await transaction.execute(PartitionSQL.tryHoldSweep)[0].bool(0) else { return }
        looked = true
        let page = try await transaction.page(
            before.selector, seen: before.createdAt, after: cursor, take: count)
        cursor = page.cursor
        progress.allSeen = page.isLast
        guard !page.jobs.isEmpty else { return }
        var parameters = Parameters()
        parameters.append(page.jobs)
        _ = try await transaction.execute(UniqueKeySQL.lockOf, parameters)
        parameters = idParameter(before.id)
        parameters.append(page.jobs)
        parameters.append(timestampMicros: before.createdAt)
        let rows = try await transaction.execute(RedriveStepSQL.move, parameters)
        let moved = Set((0..<rows.count).map { rows[$0].jobID(0) })
        ready = (0..<rows.count).filter { rows[$0].bool(4) }.map { index in
            let row = rows[index]
            return ReadyJob(
                id: row.jobID(0), queue: row.string(1), rank: row.int16(2), key: row.stringOrNil(3))
        }
        newlyMoved = Int64(moved.count)
        progress.underWay += newlyMoved
        if progress.rate > 0 { progress.budget -= Double(newlyMoved) }
        let others = page.jobs.filter { !moved.contains($0) }
        guard !others.isEmpty else { return }
        var rest = Parameters()
        rest.append(others)
        rest.append(timestampMicros: before.createdAt)
        let left = try await transaction.execute(RedriveStepSQL.left, rest)[0]
        leftBehind = left.int64(0)
        leftQueue = left.stringOrNil(1)
    }

    /// Writes down where it stands now.
    func finish() async throws(PostgresError) -> RedriveStep {
        let isChanged =
            state != before.state || newlyMoved > 0 || newlySucceeded + newlyFailed + leftBehind > 0
        var parameters = idParameter(before.id)
        parameters.append(state.rawValue)
        parameters.append(message)
        parameters.append(newlyMoved)
        parameters.append(newlySucceeded)
        parameters.append(newlyFailed)
        parameters.append(leftBehind)
        parameters.append(leftQueue)
        parameters.append(cursor)
        parameters.append(outcomeCursor)
        parameters.append(progress.allSeen)
        parameters.append(progress.budget)
        parameters.append(!state.hasEnded || progress.underWay > 0)
        parameters.append(isChanged)
        let rows = try await transaction.execute(RedriveStepSQL.end, parameters)
        let wants = state == .running && looked && progress.nextMove(after: 0, batch: 1) == .move(1)
        return RedriveStep(redrive: Redrive(rows[0]), ready: ready, hasMore: wants)
    }
}

/// `0.5` as `50%`, with as many digits as it needs, two at most.
private func percentage(_ share: Double) -> String {
    let hundredths = Int64((share * 10_000).rounded())
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)%" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
}

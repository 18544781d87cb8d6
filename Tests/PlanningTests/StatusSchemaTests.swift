import Lifecycle
import Planning
import Resources
import Testing

/// Whatever a status holds is in the definition of the kind's status. An API server drops the rest in silence.
@Suite struct StatusSchemaTests {
    private func check(_ status: ResourceStatus, _ kind: Kind, names: Set<String>? = nil) {
        let schema = Schema.status(of: kind)
        for (name, fact) in status.facts { check(fact, schema, name, "\(kind).status") }
        if let names { #expect(Set(status.facts.keys) == names) }
        let known = Set(schema.fields.map(\.name)).subtracting(["observedGeneration", "conditions"])
        #expect(Set(status.facts.keys).isSubset(of: known))
        let words = schema.field("conditions")?.type.objectSchema?.field("type")?.doc ?? ""
        for condition in status.conditions { #expect(words.contains(condition.type)) }
    }

    private func check(_ fact: Value, _ schema: ObjectSchema, _ name: String, _ path: String) {
        guard let type = schema.field(name)?.type else {
            Issue.record("\(path).\(name) is not in the schema")
            return
        }
        switch (type, fact) {
        case (.string, .string), (.bool, .bool): break
        case (.int(let range), .int(let number)): #expect(range.contains(number))
        case (.number(let range), _):
            #expect(fact.doubleValue.map(range.contains) == true, "\(path).\(name)")
        case (.array(let element, let count, _), .array(let values)):
            #expect(count.contains(values.count), "\(path).\(name)")
            for value in values { members(value, element.objectSchema, "\(path).\(name)") }
        case (.object(let inner), .object): members(fact, inner, "\(path).\(name)")
        default: Issue.record("\(path).\(name) is \(fact), no \(type.name)")
        }
    }

    private func members(_ value: Value, _ schema: ObjectSchema?, _ path: String) {
        guard let schema else { return }
        for (name, member) in value.objectValue ?? [:] { check(member, schema, name, path) }
    }

    private func live(_ resource: Resource) -> LiveResource {
        LiveResource(resource: resource, owner: "src", generation: 4)
    }

    private func everything(_ kind: Kind) -> Set<String> {
        Set(Schema.status(of: kind).fields.map(\.name)).subtracting(["observedGeneration", "conditions"])
    }

    @Test func queues() {
        let queue = manifest(.queue, "q", ["paused": true])
        let counts = QueueCounts(ready: 1, done: 5, finishRate: 0.5)
        let row = LiveQueue(
            settings: QueueSettings(queue), counts: counts, overrides: [OverrideTests.override(.paused, true)]
        )
        check(queueStatus(live(queue), row: row, rowGeneration: 3), .queue, names: everything(.queue))
        check(queueStatus(live(queue), row: nil, rowGeneration: 3), .queue)
    }

    @Test(arguments: JobState.allCases)
    func jobs(_ state: JobState) {
        let job = manifest(.job, "j", ["queue": "q", "command": ["a"]])
        let facts = RunFacts(
            state: state, retries: 1, attempt: 2, startedAt: 3, finishedAt: 5, error: "no", reason: "WHY",
            result: "r")
        let ledger = (1...30).map { ledgerEntry(job, $0, state, revision: "a1b2") }
        check(jobStatus(live(job), ledger: ledger, latest: facts), .job, names: everything(.job))
        check(jobStatus(live(job), ledger: [ledgerEntry(job, 7, state)], latest: nil), .job)
        check(jobStatus(live(job), ledger: [], latest: nil), .job)
    }

    @Test func pools() {
        let pool = manifest(.workerPool, "p", ["queues": ["q"], "replicas": 2, "drain": true])
        check(
            poolStatus(live(pool), online: 1, busy: 1, capacity: 8, desired: 3, replicas: 2, selector: "a=b"),
            .workerPool, names: everything(.workerPool))
        check(poolStatus(live(pool), online: 1, busy: 1, capacity: 8), .workerPool)
    }

    @Test func schedules() {
        let template: Value = ["spec": ["queue": "q", "command": ["a"]]]
        let schedule = manifest(.schedule, "s", ["every": "1m", "suspend": true, "jobTemplate": template])
        check(scheduleStatus(live(schedule), facts: ScheduleFacts(problem: "no zone")), .schedule)
        let ticking = manifest(.schedule, "s", ["every": "1m", "jobTemplate": template])
        let facts = ScheduleFacts(
            isFollowed: true, nextTick: 9, lastTick: (3, JobID(high: 1, low: 2)), lastSkipped: (4, "why"),
            active: 1)
        check(scheduleStatus(live(ticking), facts: facts), .schedule, names: everything(.schedule))
        check(scheduleStatus(live(schedule), facts: facts), .schedule)
    }

    @Test(arguments: WorkerState.allCases)
    func workers(_ state: WorkerState) {
        let facts = WorkerFacts(
            state: state, hostname: "h", pool: "p", version: "1", queues: ["a"], concurrency: 8, busy: 2,
            lastHeartbeat: declaredAt)
        check(workerStatus(facts), .worker, names: everything(.worker))
    }
}

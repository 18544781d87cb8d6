import Planning
import Resources

/// The manifests of one owner, and random edits of them. Names come from small pools, so that edits meet.
struct PropertyManifests {
    let owner: String
    private(set) var resources: [ResourceKey: Resource] = [:]

    init(owner: String) { self.owner = owner }

    /// In the order of files, as a decoder lists them.
    var list: [Resource] {
        resources.values.sorted {
            ($0.origin?.file ?? "", $0.origin?.line ?? 0, $0.key) < (
                $1.origin?.file ?? "", $1.origin?.line ?? 0, $1.key
            )
        }
    }

    mutating func edit(_ random: inout PropertyRandom) {
        let keys = resources.keys.sorted()
        switch random.upTo(keys.isEmpty ? 1 : 11) {
        case 0, 1, 2: add(Self.key(&random), &random)
        case 3: add(random.pick(keys), &random)
        case 4: tweak(random.pick(keys.filter { $0.kind == .job } + [keys[0]]), &random)
        case 5, 6: resources[random.pick(keys)] = nil
        case 7: rename(random.pick(keys), &random)
        case 8, 9: tweak(random.pick(keys), &random)
        case 10: resources[random.pick(keys)]?.origin = Self.place(&random)
        default:
            resources[random.pick(keys)]?.labels = random.chance(2) ? [:] : ["team": random.pick(["a", "b"])]
        }
    }

    private mutating func add(_ key: ResourceKey, _ random: inout PropertyRandom) {
        var resource = Resource(key: key, spec: Self.spec(key, &random), origin: Self.place(&random))
        if random.chance(4) { resource.labels = ["team": "a"] }
        if random.chance(8) { resource.annotations = ["jq.dev/prune": "disabled"] }
        if random.chance(3) {
            resource.annotations["jq.dev/moved-from"] = owner == "left" ? "right" : "left"
        }
        resources[key] = resource
    }

    /// One field of a job becomes another: the edits that people make.
    private mutating func tweak(_ key: ResourceKey, _ random: inout PropertyRandom) {
        guard key.kind == .job, case .object(var spec)? = resources[key]?.spec else { return }
        switch random.upTo(4) {
        case 0: spec["runPolicy"] = random.pick(["OncePerContent", "OncePerChange", "OncePerName", "Manual"])
        case 1: spec["trigger"] = random.pick([nil, "1", "2"])
        case 2: spec["onChange"] = random.pick(["LetFinish", "CancelThenRun", "Queue"])
        default:
            spec["payload"] = nil
            spec["command"] = .array([.string(random.pick(["a", "b", "c"]))])
        }
        resources[key]?.spec = .object(spec)
    }

    /// Jobs need queues to run in.
    mutating func addQueues(_ random: inout PropertyRandom) {
        for index in 0...3 { add(ResourceKey(kind: .queue, name: "q\(index)"), &random) }
    }

    private mutating func rename(_ old: ResourceKey, _ random: inout PropertyRandom) {
        guard var resource = resources.removeValue(forKey: old) else { return }
        resource.key.name = Self.name(old.kind, &random)
        if resource.spec["moveTo"]?.stringValue != resource.key.name { resources[resource.key] = resource }
    }

    static func key(_ random: inout PropertyRandom) -> ResourceKey {
        let kind = random.pick([Kind.queue, .queue, .queue, .job, .job, .job, .job, .workerPool, .schedule])
        return ResourceKey(
            kind: kind, namespace: random.chance(6) ? "team-a" : "default", name: name(kind, &random))
    }

    private static func name(_ kind: Kind, _ random: inout PropertyRandom) -> String {
        switch kind {
        case .queue: "q\(random.upTo(3))"
        case .job: "j\(random.upTo(4))"
        default: "x\(random.upTo(1))"
        }
    }

    private static func place(_ random: inout PropertyRandom) -> Mark {
        Mark(file: "f\(random.upTo(2)).yaml", line: random.upTo(300) + 1, column: 1)
    }

    private static func spec(_ key: ResourceKey, _ random: inout PropertyRandom) -> Value {
        switch key.kind {
        case .queue: queueSpec(key, &random)
        case .job: jobSpec(&random)
        case .workerPool:
            [
                "queues": .array([.string("q\(random.upTo(3))")]), "replicas": .int(Int64(random.upTo(4))),
                "drain": .bool(random.chance(3)),
            ]
        default:
            [
                "every": random.pick(["30s", "1m"]), "suspend": .bool(random.chance(2)),
                "jobTemplate": ["spec": ["queue": "q0", "command": ["a"]]],
            ]
        }
    }

    private static func queueSpec(_ key: ResourceKey, _ random: inout PropertyRandom) -> Value {
        var spec: [String: Value] = [:]
        if random.chance(2) { spec["maxRetries"] = .int(Int64(random.upTo(5))) }
        if random.chance(3) { spec["ttl"] = random.pick(["1h", "1d", "1.5s"]) }
        if random.chance(3) { spec["timeout"] = random.pick(["5m", "1.5s"]) }
        if random.chance(3) { spec["priority"] = .int(Int64(random.upTo(9))) }
        if random.chance(3) { spec["paused"] = .bool(random.chance(2)) }
        if random.chance(3) {
            spec["backoff"] = random.pick([["base": "2s"], ["jitter": 0.5, "max": "1h"], [:]])
        }
        if random.chance(4) { spec["concurrency"] = ["limit": .int(Int64(random.upTo(3)) + 1)] }
        if random.chance(4) { spec["rateLimit"] = ["limit": 10] }
        if random.chance(4) { spec["retention"] = ["done": random.pick(["1h", "2h"])] }
        spec["onDelete"] = random.pick([nil, "Block", "Drain", "Cancel", "MoveTo", "MoveTo"])
        if spec["onDelete"] == "MoveTo" {
            spec["moveTo"] = .string(random.pick((0...3).map { "q\($0)" }.filter { $0 != key.name }))
        }
        return .object(spec)
    }

    private static func jobSpec(_ random: inout PropertyRandom) -> Value {
        var spec: [String: Value] = ["queue": .string("q\(random.upTo(3))")]
        if random.chance(3) {
            spec["payload"] = random.pick([
                nil, ["n": 1e17], ["n": 1.0], ["n": 1], ["a": nil, "b": 1], ["b": 1], ["a.b": 1],
                ["a": ["b": 1]],
            ])
        } else {
            spec["command"] = .array([.string(random.pick(["a", "b", "c"]))])
        }
        if random.chance(5) { spec["env"] = ["KEY": random.pick(["1", ""])] }
        if random.chance(5) { spec["priority"] = .int(Int64(random.upTo(9))) }
        if random.chance(5) { spec["maxRetries"] = .int(Int64(random.upTo(3))) }
        if random.chance(5) {
            spec["notBefore"] = random.pick(["2001-01-01T00:00:00Z", "2201-01-01T00:00:00Z"])
        }
        if random.chance(3) {
            spec["dependsOn"] = .array(
                Set([random.upTo(4), random.upTo(4)]).sorted().map { .string("j\($0)") })
        }
        if random.chance(4) { spec["trigger"] = random.pick(["1", "2"]) }
        spec["runPolicy"] = random.pick([
            nil, nil, "OncePerContent", "OncePerChange", "OncePerName", "Manual",
        ])
        spec["onChange"] = random.pick([nil, "LetFinish", "CancelThenRun", "Queue"])
        spec["deletionPolicy"] = random.pick([nil, "Finish", "Cancel", "Orphan"])
        return .object(spec)
    }
}

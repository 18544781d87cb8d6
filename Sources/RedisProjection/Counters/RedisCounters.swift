internal import Redis

/// The live counters of all queues in Redis: a copy of what Postgres counts, for dashboards. Anybody may read them;
/// nothing is decided by them.
public struct RedisCounters: Sendable {
    /// What a reader gets of a queue.
    public struct Reading: Hashable, Sendable {
        /// The numbers.
        public var numbers: QueueNumbers
        /// Which rebuild they belong to.
        public var generation: Int64
        /// When they were written, in milliseconds since 1970 by the clock of Redis.
        public var writtenAt: Int64
    }

    /// Hashes written by one script call; a call stops Redis for as long as it runs.
    private static let batch = 100
    private static let lifetime = Duration.seconds(60)

    /// Writes only while the marker is the writer's: a writer that lost its role, or writes to a server that was
    /// restarted or emptied meanwhile, changes nothing.
    private static let writing = RedisScript(
        "counters_write",
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
        for i = 3, #KEYS do
            local at = 4 + (i - 3) * 7
            redis.call('HSET', KEYS[i], 'ready', ARGV[at + 1], 'scheduled', ARGV[at + 2], 'assigned', ARGV[at + 3],
                'running', ARGV[at + 4], 'done', ARGV[at + 5], 'dead', ARGV[at + 6],
                'generation', ARGV[3], 'written_at', now)
            redis.call('PEXPIRE', KEYS[i], ARGV[2])
            redis.call('SADD', KEYS[2], ARGV[at])
        end
        if #KEYS > 2 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
        return 1
        """)
    private static let removing = RedisScript(
        "counters_remove",
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        for i = 3, #KEYS do
            redis.call('DEL', KEYS[i])
            redis.call('SREM', KEYS[2], ARGV[i - 1])
        end
        return 1
        """)

    let redis: GuardedRedis

    /// The counters of all queues that are there; nil when Redis is away.
    public func read() async -> [String: Reading]? {
        let names = await redis.perform("counters_names", default: [String]?.none, inBackground: true) {
            client, timeout throws(RedisError) in
            try await client.perform(
                RedisCommand("SMEMBERS", RedisArgument(redis.keys.queues)), timeout: timeout
            )
            .elements?.compactMap(\.text)
        }
        guard let names else { return nil }
        return await redis.perform("counters_read", default: nil, inBackground: true) {
            client, timeout throws(RedisError) in
            let answers = try await client.perform(
                names.map { RedisCommand("HGETALL", RedisArgument(redis.keys.counters($0))) },
                timeout: timeout)
            var readings: [String: Reading] = [:]
            for (name, answer) in zip(names, answers) { readings[name] = Self.reading(answer) }
            return readings
        }
    }

    /// The run id of the server and the marker; nil when Redis is away.
    func look() async -> (runID: String, marker: String?)? {
        await redis.perform("counters_look", default: nil, inBackground: true) {
            client, timeout throws(RedisError) in
            let answers = try await client.perform(
                [RedisCommand("INFO", "server"), RedisCommand("GET", RedisArgument(redis.keys.epoch))],
                timeout: timeout)
            for case .error(let refusal) in answers { throw RedisError(refusal, command: "INFO") }
            let line = answers[0].text?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }
            return (line.map { String($0.dropFirst("run_id:".count)) } ?? "", answers[1].text)
        }
    }

    /// Takes a new marker, which makes every earlier writer's void. With it come the queues that others left.
    func begin(runID: String, writer: String) async -> (marker: String, queues: [String])? {
        await redis.perform("counters_begin", default: nil, inBackground: true) {
            client, timeout throws(RedisError) in
            let count = try await client.perform(
                RedisCommand("INCR", RedisArgument(redis.keys.generation)), timeout: timeout)
            let marker = "\(runID):\(count.number ?? 0):\(writer)"
            _ = try await client.perform(
                RedisCommand("SET", RedisArgument(redis.keys.epoch), RedisArgument(marker)), timeout: timeout)
            let queues = try await client.perform(
                RedisCommand("SMEMBERS", RedisArgument(redis.keys.queues)), timeout: timeout)
            return (marker, queues.elements?.compactMap(\.text) ?? [])
        }
    }

    /// False when the marker is another one by now, or Redis is away.
    func write(_ changes: ProjectionState.Changes, marker: String) async -> Bool {
        let generation = marker.split(separator: ":").dropFirst().first.map(String.init) ?? "0"
        let head = [
            RedisArgument(marker), RedisArgument(Self.lifetime.wholeMilliseconds), RedisArgument(generation),
        ]
        var queues = changes.write.sorted { $0.key < $1.key }[...]
        while !queues.isEmpty {
            let part = queues.prefix(Self.batch)
            queues = queues.dropFirst(Self.batch)
            let arguments = part.flatMap { name, numbers in
                [RedisArgument(name)] + numbers.fields.map { RedisArgument($0.value) }
            }
            guard await run(Self.writing, part.map(\.key), head + arguments) else { return false }
        }
        var removed = changes.remove[...]
        while !removed.isEmpty {
            let part = Array(removed.prefix(Self.batch))
            removed = removed.dropFirst(Self.batch)
            guard await run(Self.removing, part, [head[0]] + part.map { RedisArgument($0) }) else {
                return false
            }
        }
        return true
    }

    private func run(_ script: RedisScript, _ queues: [String], _ arguments: [RedisArgument]) async -> Bool {
        await redis.perform(script.name, default: false, inBackground: true) {
            client, timeout throws(RedisError) in
            let keys = [redis.keys.epoch, redis.keys.queues] + queues.map { redis.keys.counters($0) }
            return try await client.run(script, keys: keys, arguments: arguments, timeout: timeout).number
                == 1
        }
    }

    private static func reading(_ answer: RedisValue) -> Reading? {
        guard let elements = answer.elements else { return nil }
        var fields: [String: String] = [:]
        for index in stride(from: 0, to: elements.count - 1, by: 2) {
            if let name = elements[index].text { fields[name] = elements[index + 1].text }
        }
        guard let numbers = QueueNumbers(fields) else { return nil }
        return Reading(
            numbers: numbers, generation: fields["generation"].flatMap { Int64($0) } ?? 0,
            writtenAt: fields["written_at"].flatMap { Int64($0) } ?? 0)
    }
}

import Redis
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisCommandTests {
    @Test func readsEveryKindOfAnswer() async throws {
        try await withClient { client, _ in
            #expect(try await client.perform(RedisCommand("GET", "nothing")) == .null)
            #expect(try await client.perform(RedisCommand("SET", "a", "1")) == .status("OK"))
            #expect(try await client.perform(RedisCommand("INCRBY", "a", 41)) == .integer(42))
            #expect(try await client.perform(RedisCommand("GET", "a")) == .bytes(Array("42".utf8)))
            #expect(try await client.perform(RedisCommand("SET", "empty", "")) == .status("OK"))
            #expect(try await client.perform(RedisCommand("GET", "empty")) == .bytes([]))
            #expect(try await client.perform(RedisCommand("MGET", "a", "b")).elements?.last == .null)
            #expect(try await client.perform(RedisCommand("LRANGE", "l", 0, -1)) == .array([]))
            let nested = RedisScript(
                "nested", "return {1, {2, {'three', false, {redis.error_reply('OWN x')}}}}")
            let answer = try await client.run(nested, keys: [])
            guard case .array(let outer) = answer, case .array(let inner) = outer[1] else {
                Issue.record("\(answer)")
                return
            }
            #expect(inner[0] == .integer(2))
            #expect(inner[1].elements?.prefix(2) == [.bytes(Array("three".utf8)), .null])
            guard case .error(let refusal)? = inner[1].elements?.last?.elements?.first else {
                Issue.record("no error in \(answer)")
                return
            }
            #expect(refusal.code == "OWN")
        }
    }

    @Test func bytesArriveAsTheyWere() async throws {
        try await withClient { client, _ in
            let every = [UInt8](0...255) + Array("\r\n$3\r\n*1\r\n\0".utf8)
            _ = try await client.perform(RedisCommand("SET", RedisArgument(every), RedisArgument(every)))
            #expect(try await client.perform(RedisCommand("GET", RedisArgument(every))) == .bytes(every))
            let big = (0..<(9 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            _ = try await client.perform(RedisCommand("SET", "big", RedisArgument(big)))
            async let first = client.perform(RedisCommand("GET", "big"))
            async let second = client.perform(RedisCommand("STRLEN", "big"))
            #expect(try await first == .bytes(big))
            #expect(try await second == .integer(9 << 20))
        }
    }

    @Test func aRefusalIsThrownAndTheNextCommandGoesOn() async throws {
        try await withClient { client, _ in
            _ = try await client.perform(RedisCommand("LPUSH", "list", "x"))
            let error = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("GET", "list"))
            }
            #expect(error?.kind == .server(code: "WRONGTYPE"))
            #expect(error?.command == "GET" && error?.outcomeUnknown == false)
            let answers = try await client.perform([
                RedisCommand("SET", "k", "v"), RedisCommand("INCR", "k"), RedisCommand("NOSUCH"),
                RedisCommand("GET", "k"),
            ])
            #expect(answers[0] == .status("OK") && answers[3] == .bytes(Array("v".utf8)))
            guard case .error = answers[1], case .error(let unknown) = answers[2] else {
                Issue.record("\(answers)")
                return
            }
            #expect(unknown.code == "ERR")
        }
    }

    @Test func manyCallersShareOneConnectionAndGetTheirOwnAnswers() async throws {
        try await withClient { client, _ in
            @Sendable func connections() async throws -> String {
                let info = try await client.perform(RedisCommand("INFO", "stats")).text ?? ""
                return info.split(whereSeparator: \.isNewline)
                    .first { $0.hasPrefix("total_connections_received") }.map(String.init) ?? ""
            }
            let before = try await connections()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<2_000 {
                    group.addTask {
                        let text = "value \(number)"
                        let answer = try await client.perform(RedisCommand("ECHO", RedisArgument(text)))
                        #expect(answer.text == text)
                    }
                }
                try await group.waitForAll()
            }
            let echoes = try await client.perform((0..<3_000).map { RedisCommand("ECHO", RedisArgument($0)) })
            #expect(echoes.map(\.number) == (0..<3_000).map { Int64($0) })
            #expect(try await connections() == before)
        }
    }

    @Test func aScriptIsFoundAgainWhenTheServerForgotIt() async throws {
        try await withClient { client, _ in
            let script = RedisScript("add", "return redis.call('INCRBY', KEYS[1], ARGV[1])")
            #expect(try await client.run(script, keys: ["n"], arguments: [5]) == .integer(5))
            #expect(try await client.run(script, keys: ["n"], arguments: [5]) == .integer(10))
            let calls = try await client.perform(RedisCommand("INFO", "commandstats")).text ?? ""
            #expect(calls.contains("cmdstat_evalsha:calls=1,"))
            _ = try await client.perform(RedisCommand("SCRIPT", "FLUSH"))
            #expect(try await client.run(script, keys: ["n"], arguments: [5]) == .integer(15))
            let error = await failure { () async throws(RedisError) in
                try await client.run(RedisScript("broken", "this is not Lua"), keys: [])
            }
            #expect(error?.kind == .server(code: "ERR") && error?.command == "broken")
        }
    }

    @Test func whatNestsTooDeepOrIsTooLargeEndsTheConnectionNotTheClient() async throws {
        try await withClient([], { $0.maxReplyBytes = 1 << 20 }) { client, _ in
            let deep = RedisScript("deep", "return {{{{{{{{{{{1}}}}}}}}}}}")
            let error = await failure { () async throws(RedisError) in try await client.run(deep, keys: []) }
            #expect(error?.kind == .protocolViolation)
            let bytes = RedisArgument([UInt8](repeating: 1, count: 2 << 20))
            try await eventually(client, RedisCommand("SET", "large", bytes))
            let large = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("GET", "large"))
            }
            #expect(large?.kind == .protocolViolation)
            // Many small things are as much as one large one.
            let many = RedisScript(
                "many", "local t = {} for i = 1, 200000 do t[i] = 'abcdefgh' end return t")
            try await eventually(client, RedisCommand("PING"))
            let wide = await failure { () async throws(RedisError) in try await client.run(many, keys: []) }
            #expect(wide?.kind == .protocolViolation)
            #expect(try await eventually(client, RedisCommand("PING")) == .status("PONG"))
        }
    }
}

import LinuxReactor
import Redis
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisConnectionTests {
    @Test func aServerThatHangsCostsACallerItsTimeoutAndNeighboursKeepTheirAnswers() async throws {
        try await withClient { client, server in
            _ = try await client.perform(RedisCommand("SET", "n", 0))
            server.freeze()
            let impatient = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("INCR", "n"), timeout: .milliseconds(20))
            }
            #expect(impatient?.kind == .timeout && impatient?.outcomeUnknown == true)
            async let patient = client.perform(RedisCommand("INCR", "n"))
            async let other = client.perform(RedisCommand("ECHO", "mine"))
            server.thaw()
            // The late answer of the first is dropped, not given to the second.
            #expect(try await patient == .integer(2))
            #expect(try await other.text == "mine")
        }
    }

    @Test func aCancelledCallerLeavesAtOnceAndItsAnswerIsDropped() async throws {
        try await withClient { client, server in
            _ = try await client.perform(RedisCommand("PING"))
            server.freeze()
            let cancelled = Task {
                await failure { () async throws(RedisError) in
                    try await client.perform(RedisCommand("INCR", "n"))
                }
            }
            async let neighbour = client.perform(RedisCommand("ECHO", "mine"))
            cancelled.cancel()
            // The server still stands still.
            #expect(await cancelled.value?.kind == .cancelled)
            server.thaw()
            #expect(try await neighbour.text == "mine")
            let before = Task { () -> RedisError? in
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure { () async throws(RedisError) in
                    try await client.perform(RedisCommand("SET", "never", "1"))
                }
            }
            let error = await before.value
            #expect(error?.kind == .cancelled && error?.outcomeUnknown == false)
            #expect(try await client.perform(RedisCommand("EXISTS", "never")) == .integer(0))
        }
    }

    @Test func silenceEndsAConnection() async throws {
        try await withClient([], { $0.silenceLimit = .milliseconds(50) }) { client, server in
            _ = try await client.perform(RedisCommand("PING"))
            server.freeze()
            let error = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("PING"))
            }
            #expect(error?.kind == .timeout && "\(error?.message ?? "")".contains("silent"))
            server.thaw()
            #expect(try await eventually(client, RedisCommand("PING")) == .status("PONG"))
        }
    }

    @Test func moreThanTheBoundIsRefusedAtOnce() async throws {
        try await withClient([], { $0.maxInFlight = 10 }) { client, server in
            _ = try await client.perform(RedisCommand("PING"))
            server.freeze()
            // Their callers are gone, their answers are still to come.
            for _ in 0..<10 {
                let late = await failure { () async throws(RedisError) in
                    try await client.perform(RedisCommand("PING"), timeout: .milliseconds(1))
                }
                #expect(late?.kind == .timeout)
            }
            let refused = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("PING"))
            }
            server.thaw()
            #expect(refused?.kind == .refused && refused?.message.contains("under way") == true)
            #expect(try await eventually(client, RedisCommand("PING")) == .status("PONG"))
        }
    }

    @Test func bytesThatTheServerDoesNotTakeAreBounded() async throws {
        try await withClient([], { $0.maxBacklogBytes = 4 << 20 }) { client, server in
            _ = try await client.perform(RedisCommand("PING"))
            server.freeze()
            let command = RedisCommand("SET", "k", RedisArgument([UInt8](repeating: 1, count: 1 << 20)))
            var refused: RedisError?
            for _ in 0..<100 where refused == nil {
                let error = await failure { () async throws(RedisError) in
                    try await client.perform(command, timeout: .milliseconds(1))
                }
                if error?.kind == .refused { refused = error }
            }
            server.thaw()
            #expect(refused?.message.contains("bytes are under way") == true)
            #expect(try await eventually(client, RedisCommand("PING")) == .status("PONG"))
            // Alone, a command may be as large as it likes.
            let large = RedisCommand("SET", "k", RedisArgument([UInt8](repeating: 1, count: 8 << 20)))
            #expect(try await client.perform(large) == .status("OK"))
        }
    }

    @Test func aKilledServerIsFoundAgain() async throws {
        try await withClient { client, server in
            _ = try await client.perform(RedisCommand("PING"))
            server.freeze()
            let lost = Task {
                await failure { () async throws(RedisError) in
                    try await client.perform(RedisCommand("INCR", "n"))
                }
            }
            await briefly()
            await server.kill()
            let error = await lost.value
            #expect(error?.kind == .connectionLoss)
            // Away, every call fails at once instead of waiting.
            let away = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("PING"), timeout: .seconds(3600))
            }
            #expect(away?.kind == .connectionLoss && away?.outcomeUnknown == false)
            try await server.start()
            #expect(try await eventually(client, RedisCommand("PING")) == .status("PONG"))
        }
    }

    @Test func nobodyThereIsAnErrorWithThePlace() async throws {
        let client = RedisClient(
            RedisConfiguration(url: try RedisURL("unix:///nowhere/redis.sock")), reactor: .shared)
        let error = await failure { () async throws(RedisError) in
            try await client.perform(RedisCommand("PING"))
        }
        #expect(error?.kind == .connectionLoss)
        #expect(error?.description.contains("unix:///nowhere/redis.sock") == true)
        await client.shutdown()
        let after = await failure { () async throws(RedisError) in
            try await client.perform(RedisCommand("PING"))
        }
        #expect(after?.kind == .refused)
    }

    @Test func logsInAndSelectsItsDatabase() async throws {
        try await withRedisServer(["--requirepass", "hush:@"]) { server in
            func client(_ login: String) throws -> RedisClient {
                var settings = try configuration(server)
                settings.url = try RedisURL("unix://\(login)\(server.socket)?db=3")
                return RedisClient(settings, reactor: .shared)
            }
            let stranger = try client("")
            let refused = await failure { () async throws(RedisError) in
                try await stranger.perform(RedisCommand("PING"))
            }
            #expect(
                refused?.message.contains("NOAUTH") == true && refused?.hint?.contains("redis.url") == true)
            let wrong = try client(":guess@")
            let rejected = await failure { () async throws(RedisError) in
                try await wrong.perform(RedisCommand("PING"))
            }
            #expect(
                rejected?.message.contains("WRONGPASS") == true
                    && rejected?.description.contains("guess") == false)
            let right = try client("default:hush%3A%40@")
            _ = try await right.perform(RedisCommand("SET", "here", "1"))
            #expect(
                try await right.perform(RedisCommand("INFO", "keyspace")).text?.contains("db3:keys=1") == true
            )
            for client in [stranger, wrong, right] { await client.shutdown() }
        }
    }

    @Test func whoeverListensThereMustSpeakRedis() async throws {
        // A server that says nothing at all: a socket that nobody serves.
        try await withRedisServer { server in
            server.freeze()
            var settings = try configuration(server)
            settings.connectTimeout = .milliseconds(50)
            let client = RedisClient(settings, reactor: .shared)
            let error = await failure { () async throws(RedisError) in
                try await client.perform(RedisCommand("PING"))
            }
            #expect(error?.kind == .timeout && error?.message.contains("greeting") == true)
            await client.shutdown()
            server.thaw()
        }
    }
}

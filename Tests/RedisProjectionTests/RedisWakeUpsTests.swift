import Redis
import RedisProjection
import Synchronization
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisWakeUpsTests {
    @Test func othersHearItOnceAndTheSenderDoesNot() async throws {
        try await withRedisServer { server in
            let one = try projection(server, sender: "one")
            let two = try projection(server, sender: "two")
            let (heardOne, sinkOne) = AsyncStream<RedisWakeUps.News>.makeStream()
            let (heardTwo, sinkTwo) = AsyncStream<RedisWakeUps.News>.makeStream()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await one.wakeUps.listen { sinkOne.yield($0) } }
                group.addTask { await two.wakeUps.listen { sinkTwo.yield($0) } }
                var newsOne = heardOne.makeAsyncIterator()
                var newsTwo = heardTwo.makeAsyncIterator()
                #expect(await newsOne.next() == .mayHaveLost)
                #expect(await newsTwo.next() == .mayHaveLost)
                #expect(await one.wakeUps.broadcast(["emails", "team/b"], listeners: 2))
                #expect(await newsTwo.next() == .ready(queues: ["emails", "team/b"]))
                #expect(await two.wakeUps.broadcast(["back"], listeners: 2))
                #expect(await newsOne.next() == .ready(queues: ["back"]))
                // A third server that does not listen must be told otherwise.
                #expect(await !one.wakeUps.broadcast(["emails"], listeners: 3))
                group.cancelAll()
            }
            await one.shutdown()
            await two.shutdown()
        }
    }

    @Test func nonsenseOnTheChannelDoesNoHarm() async throws {
        try await withProjection { projection, server in
            let (heard, sink) = AsyncStream<RedisWakeUps.News>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await projection.wakeUps.listen { sink.yield($0) } }
                var news = heard.makeAsyncIterator()
                #expect(await news.next() == .mayHaveLost)
                try await withPlainClient(server) { client in
                    for payload in [[], [10], [255, 0, 10, 10], Array("x\nqueue".utf8)] as [[UInt8]] {
                        _ = try await client.perform(
                            RedisCommand("PUBLISH", "jq:wake", RedisArgument(payload)))
                    }
                }
                #expect(await news.next() == .ready(queues: []))
                #expect(await news.next() == .ready(queues: ["queue"]))
                group.cancelAll()
            }
        }
    }

    @Test func withoutRedisSomebodyElseMustTell() async throws {
        try await withProjection { projection, server in
            await server.kill()
            #expect(await !projection.wakeUps.broadcast(["emails"], listeners: 0))
        }
    }
}

import Redis
import TestRedis
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisMessagesTests {
    @Test func whatIsPublishedArrivesInOrderAndAsItWas() async throws {
        try await withClient { client, _ in
            var messages = client.messages(on: ["a", "b"]).makeAsyncIterator()
            #expect(await messages.next() == .mayHaveLost)
            let binary = [UInt8](0...255)
            for number in 0..<500 {
                _ = try await client.perform(RedisCommand("PUBLISH", "a", RedisArgument(number)))
            }
            #expect(
                try await client.perform(RedisCommand("PUBLISH", "b", RedisArgument(binary))) == .integer(1))
            #expect(try await client.perform(RedisCommand("PUBLISH", "c", "elsewhere")) == .integer(0))
            for number in 0..<500 {
                #expect(await messages.next() == .received(channel: "a", payload: Array("\(number)".utf8)))
            }
            #expect(await messages.next() == .received(channel: "b", payload: binary))
        }
    }

    @Test func aLostSubscriptionIsRenewedAndSaysSo() async throws {
        try await withClient { client, server in
            var messages = client.messages(on: ["a"]).makeAsyncIterator()
            #expect(await messages.next() == .mayHaveLost)
            await server.kill()
            try await server.start()
            #expect(await messages.next() == .mayHaveLost)
            while try await eventually(client, RedisCommand("PUBLISH", "a", "back")) != .integer(1) {}
            #expect(await messages.next() == .received(channel: "a", payload: Array("back".utf8)))
        }
    }

    @Test func aReaderThatIsTooSlowIsToldSo() async {
        let inbox = MessageInbox()
        for number in 0..<MessageInbox.limit + 5 {
            inbox.add(.received(channel: "a", payload: Array("\(number)".utf8)))
        }
        for number in 0..<MessageInbox.limit {
            #expect(await inbox.next() == .received(channel: "a", payload: Array("\(number)".utf8)))
        }
        #expect(await inbox.next() == .mayHaveLost)
        inbox.finish()
        #expect(await inbox.next() == nil)
    }

    @Test func whatWaitsIsBoundedInBytesAndTheReaderLearnsOfTheLossInTime() async {
        let inbox = MessageInbox()
        let large = RedisMessage.received(
            channel: "a", payload: [UInt8](repeating: 1, count: MessageInbox.byteLimit / 4))
        let small = RedisMessage.received(channel: "a", payload: [2])
        for _ in 0..<3 { inbox.add(large) }
        // The fourth has no room, and what comes after it, small as it is, does not hide that.
        inbox.add(large)
        for _ in 0..<3 { #expect(await inbox.next() == large) }
        inbox.add(small)
        #expect(await inbox.next() == .mayHaveLost)
        inbox.add(small)
        inbox.add(large)
        #expect(await inbox.next() == small)
        #expect(await inbox.next() == large)
        inbox.finish()
        inbox.add(small)
        #expect(await inbox.next() == nil)
    }

    @Test func theSequenceEndsWithTheClientOrTheTask() async throws {
        try await withClient { client, _ in
            let listener = Task {
                var count = 0
                for await _ in client.messages(on: ["a"]) { count += 1 }
                return count
            }
            while try await client.perform(RedisCommand("PUBLISH", "a", "x")) != .integer(1) {}
            listener.cancel()
            #expect(await listener.value >= 1)
            var messages = client.messages(on: ["a"]).makeAsyncIterator()
            #expect(await messages.next() == .mayHaveLost)
            await client.shutdown()
            #expect(await messages.next() == nil)
        }
    }
}

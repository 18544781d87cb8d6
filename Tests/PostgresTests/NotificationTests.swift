import LinuxReactor
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(2)))
struct NotificationTests {
    @Test func notificationsArriveOnOddlyNamedChannels() async throws {
        let pool = try await makePool()
        let channel = #"odd "name"; DROP"#
        var iterator = pool.notifications(on: [channel, "plain"]).makeAsyncIterator()
        #expect(try await iterator.next() == .reconnected)
        let send = Statement("notify", "SELECT pg_notify($1, $2)")
        for (channel, payload) in [(channel, "1"), ("plain", ""), ("other", "x"), (channel, "ü")] {
            _ = try await pool.execute(
                send,
                parameters {
                    $0.append(channel)
                    $0.append(payload)
                })
        }
        #expect(try await iterator.next() == .received(channel: channel, payload: "1"))
        #expect(try await iterator.next() == .received(channel: "plain", payload: ""))
        #expect(try await iterator.next() == .received(channel: channel, payload: "ü"))
    }

    @Test func listeningIsTakenUpAgainAfterTheConnectionBroke() async throws {
        let pool = try await makePool()
        var iterator = pool.notifications(on: ["channel"]).makeAsyncIterator()
        #expect(try await iterator.next() == .reconnected)
        try await pool.once(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
        #expect(try await iterator.next() == .reconnected)
        try await pool.once("NOTIFY channel, 'again'")
        #expect(try await iterator.next() == .received(channel: "channel", payload: "again"))
    }

    @Test func tooManyForTheReaderBecomeOneReconnected() async throws {
        let inbox = NotificationInbox()
        for number in 0..<2 * NotificationInbox.limit {
            inbox.add(.received(channel: "channel", payload: "\(number)"))
        }
        for number in 0..<NotificationInbox.limit {
            #expect(try await inbox.next() == .received(channel: "channel", payload: "\(number)"))
        }
        #expect(try await inbox.next() == .reconnected)
        inbox.finish()
        #expect(try await inbox.next() == nil)
    }

    @Test func theSequenceEndsWithThePoolAndWithItsTask() async throws {
        let pool = try await makePool()
        let task = Task {
            for try await _ in pool.notifications(on: ["channel"]) {}
            return true
        }
        task.cancel()
        #expect(try await task.value)
        let other = Task {
            var heard = 0
            for try await _ in pool.notifications(on: ["channel"]) {
                heard += 1
                await pool.shutdown()
            }
            return heard
        }
        #expect(try await other.value == 1)
    }

    @Test func aBrokenConnectionStringEndsTheSequence() async throws {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: "nonsense", applicationName: "driver tests"), reactor: .shared)
        var iterator = pool.notifications(on: ["channel"]).makeAsyncIterator()
        await #expect(throws: PostgresError.self) { try await iterator.next() }
    }
}

import Cron
import Lifecycle
import PostgresStore
import Resources
import Testing

/// `schedule history` against a server.
@Suite(.timeLimit(.minutes(3))) struct ScheduleHistoryTests {
    private static let minute: Int64 = 60_000_000

    private static let nightly = """
        apiVersion: jq.dev/v1alpha1
        kind: Queue
        metadata: {name: work}
        ---
        apiVersion: jq.dev/v1alpha1
        kind: Schedule
        metadata: {name: nightly}
        spec: {cron: "* * * * *", timeZone: Asia/Kolkata, jobTemplate: {spec: {queue: work, command: ["true"]}}}

        """

    /// Lets the schedule look three minutes after its first tick, and then a minute later; the first tick.
    private func tick(_ server: CtlServer) async throws -> Int64 {
        let declared = try #require(try await server.store.schedules().first)
        let times = try TickTimes(declared.spec, zone: .utc)
        let first = try #require(times.next(after: declared.createdAt)).instant
        for later in [3, 4] {
            _ = try await server.store.look(
                at: declared, times: times, now: first + Int64(later) * Self.minute)
        }
        return first
    }

    @Test func tellsWhatBecameOfEachTick() async throws {
        try await withServer { server in
            #expect(try await server.apply(Self.nightly).status == 0)
            let before = try await server.ctl("schedule history nightly")
            #expect(before.status == 0 && before.output.isEmpty)
            #expect(before.error == "Schedule/nightly has not ticked yet.\n")
            let first = try await tick(server)
            let json = try await server.ctl("schedule history nightly -o json")
            let document = try Value(json: Array(json.output.utf8))
            #expect(document["schedule"] == "nightly" && document["timeZone"] == "Asia/Kolkata")
            #expect(document["nextTick"] == .string(Timestamp.text(micros: first + 5 * Self.minute)))
            let ticks = try #require(document["ticks"]?.arrayValue)
            #expect(
                ticks.map { $0["time"]?.stringValue }
                    == [4, 3, 2].map { Timestamp.text(micros: first + $0 * Self.minute) })
            #expect(ticks.map { $0["decision"] } == ["skipped", "fired", "skipped"])
            #expect(ticks[0]["reason"] == "the job of an earlier tick is still active (overlap: Skip)")
            #expect(ticks[2]["reason"] == "3 ticks missed, a later tick makes up for them")
            #expect(ticks[1]["jobStatus"] == "PENDING" && ticks[1]["reason"] == nil)
            #expect(ticks[1]["local"]?.stringValue?.hasSuffix("+05:30") == true)
            let job = try #require(ticks[1]["job"]?.stringValue)
            let names = try await server.ctl("schedule history schedule/nightly -o name")
            #expect(names.output == job + "\n")
            let table = try await server.ctl("schedule history nightly")
            let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines[0] == ["TICK", "DECISION", "JOB", "STATE", "DELAY", "AGE", "WHY"])
            #expect(lines.count == 4)
            #expect(Array(lines[2][3...7]) == ["IST", "+05:30", "Fired", job, "PENDING"])
            #expect(Array(lines[1][5...7]) == ["Skipped", "-", "-"])
            let newest = try await server.ctl("schedule history nightly --limit 1 -o yaml")
            #expect(newest.output.contains("decision: skipped") && !newest.output.contains("fired"))
        }
    }

    @Test func aSuspendedScheduleSaysSo() async throws {
        try await withServer { server in
            _ = try await server.apply(Self.nightly.replacing("{cron", with: "{suspend: true, cron"))
            let result = try await server.ctl("schedule history nightly")
            #expect(
                result.error == """
                    Schedule/nightly has not ticked yet.
                    note: the schedule is suspended; its ticks do nothing

                    """)
        }
    }

    @Test func followsItsJobsAndOutlivesItsDeclaration() async throws {
        try await withServer { server in
            _ = try await server.apply(Self.nightly)
            _ = try await tick(server)
            let job = try await server.ctl("schedule history nightly -o name").output.dropLast()
            #expect(try await server.ctl("job cancel \(job)").status == 0)
            #expect(try await server.ctl("schedule history nightly").output.contains("DEAD_LETTERED"))
            #expect(try await server.ctl("delete schedule/nightly").status == 0)
            let gone = try await server.ctl("schedule history nightly")
            #expect(gone.status == 0 && gone.output.contains("IST +05:30  Fired     \(job)"))
            #expect(gone.error == "note: Schedule/nightly is no longer declared\n")
        }
    }

    @Test func whatCannotBeShownSaysWhy() async throws {
        try await withServer { server in
            for (words, message) in [
                ("nix", "Schedule/nix does not exist"), ("queue/work", "only schedules tick"),
                ("team-a/nix", "Schedule/team-a/nix does not exist"),
                ("nix -n team-a", "Schedule/team-a/nix does not exist"),
                ("nix --limit 0", "--limit takes a number from 1 to 1000"),
                ("nix --limit 1001", "--limit takes a number from 1 to 1000"),
            ] {
                let result = try await server.ctl("schedule history \(words)")
                #expect(result.status != 0 && result.output.isEmpty, "\(words)")
                #expect(result.error.contains(message), "\(words): \(result.error)")
            }
        }
    }
}

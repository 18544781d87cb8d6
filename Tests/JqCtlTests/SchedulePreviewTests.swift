import Foundation
import Resources
import Testing

/// `schedule preview` of manifests, which asks no server.
@Suite(.timeLimit(.minutes(2))) struct SchedulePreviewTests {
    private func preview(_ spec: String, _ flags: String) async throws -> CtlResult {
        let folder = NSTemporaryDirectory() + "jq-preview-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let manifest = """
            apiVersion: jq.dev/v1alpha1
            kind: Schedule
            metadata: {name: nightly}
            spec: {\(spec), jobTemplate: {spec: {queue: q, command: ["true"]}}}
            """
        try manifest.write(toFile: folder + "/s.yaml", atomically: true, encoding: .utf8)
        return try await jqctl("schedule preview -f s.yaml \(flags)", folder: folder)
    }

    /// The rows without the column that depends on the clock of this machine.
    private func rows(_ result: CtlResult) -> [String] {
        result.output.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: " ").map(String.init)
            let wait = cells.firstIndex { $0.hasSuffix("Z") || $0 == "-" }.map { $0 + 1 } ?? 0
            return (cells[..<wait] + cells[(wait + 1)...]).joined(separator: " ")
        }
    }

    @Test func changedClocksAreMarked() async throws {
        let spring = try await preview(
            "cron: 30 2 * * *, timeZone: Europe/Berlin", "--next 2 --from 2027-03-27T12:00:00Z")
        #expect(spring.status == 0, "\(spring.error)")
        #expect(spring.output.hasPrefix("LOCAL TIME"))
        #expect(
            rows(spring) == [
                "Sun 2027-03-28 03:00:00 CEST +02:00 2027-03-28T01:00:00Z 02:30 does not exist on that day, moved to 03:00",
                "Mon 2027-03-29 02:30:00 CEST +02:00 2027-03-29T00:30:00Z -",
            ])
        let skip = try await preview(
            "cron: 30 2 * * *, timeZone: Europe/Berlin, dst: {gap: Skip}",
            "--next 1 --from 2027-03-27T12:00:00Z")
        #expect(
            rows(skip) == [
                "Sun 2027-03-28 02:30:00 - does not exist on that day, left out",
                "Mon 2027-03-29 02:30:00 CEST +02:00 2027-03-29T00:30:00Z -",
            ])
        let autumn = try await preview(
            "cron: 45 1 * * *, timeZone: Australia/Lord_Howe, dst: {overlap: Twice}",
            "--next 2 --from 2027-04-03T00:00:00Z")
        #expect(
            rows(autumn) == [
                "Sun 2027-04-04 01:45:00 +11 +11:00 2027-04-03T14:45:00Z comes twice, this is the first time",
                "Sun 2027-04-04 01:45:00 +1030 +10:30 2027-04-03T15:15:00Z comes twice, this is the second time",
            ])
    }

    @Test func programsGetDocuments() async throws {
        let json = try await preview(
            "cron: 30 2 * * *, timeZone: America/New_York, suspend: true",
            "--next 1 --from 2027-11-06T12:00:00Z -o json")
        let document = try Value(json: Array(json.output.utf8))
        #expect(
            document == [
                "schedule": "nightly", "timeZone": "America/New_York", "suspended": true,
                "ticks": [
                    ["time": "2027-11-07T07:30:00Z", "local": "2027-11-07T02:30:00-05:00", "zone": "EST"]
                ],
            ])
        let names = try await preview("every: 90m", "--next 2 --from 2027-01-01T00:00:00Z -o name")
        #expect(names.output == "2027-01-01T01:30:00Z\n2027-01-01T03:00:00Z\n")
    }

    @Test func whatCannotBePreviewedSaysWhy() async throws {
        let zone = try await preview("cron: 30 2 * * *, timeZone: Mars/Olympus", "")
        #expect(zone.status == 1 && zone.error.contains("there is no time zone \"Mars/Olympus\""))
        let one = try await preview(
            """
            cron: 30 2 * * *, timeZone: Mars/Olympus, jobTemplate: {spec: {queue: q, command: ["true"]}}}
            ---
            apiVersion: jq.dev/v1alpha1
            kind: Schedule
            metadata: {name: hourly}
            spec: {every: 1h
            """, "--next 1 --from 2027-03-27T12:10:00Z")
        #expect(one.status == 1 && one.error.contains("Schedule/nightly: there is no time zone"))
        #expect(one.output.contains("schedule/hourly\n"))
        #expect(one.output.contains("Sat 2027-03-27 13:00:00 UTC  2027-03-27T13:00:00Z"))
        let bad = try await preview("cron: 61 2 * * *", "")
        #expect(bad.status == 1 && bad.error.contains("spec.cron: the minute 61 is not between 0 and 59"))
        let never = try await preview(
            "cron: 30 2 * 3 7L, timeZone: Europe/Berlin, dst: {gap: Skip}", "--next 1")
        #expect(never.status == 0 && never.error == "note: no further tick comes in the next eight years\n")
        #expect(try await jqctl("schedule preview").status != 0)
        #expect(try await preview("every: 1h", "other").error.contains("no Schedule \"other\" is declared"))
    }
}

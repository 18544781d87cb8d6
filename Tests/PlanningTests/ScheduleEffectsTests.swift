import Planning
import Resources
import Testing

/// What a plan says about the ticks of a schedule.
@Suite struct ScheduleEffectsTests {
    private func schedule(_ more: [String: Value] = [:]) -> Resource {
        let fields: [String: Value] = [
            "cron": "0 3 * * *", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]],
        ]
        return manifest(.schedule, "s", .object(fields.merging(more) { $1 }))
    }

    private let queue = manifest(.queue, "q", [:])

    @Test func aNewSchedule() throws {
        #expect(
            try Situation([queue]).entry([schedule()]).effects
                == ["ticks from now on; what came before is not made up for"])
        #expect(
            try Situation([queue]).entry([schedule(["suspend": true])]).effects
                == ["suspended: it does not tick"])
        #expect(
            try Situation().entry([schedule()]).effects == [
                "ticks from now on; what came before is not made up for",
                "queue \"q\" does not exist: ticks are skipped until it does",
            ])
    }

    @Test(
        arguments: [
            (["suspend": true], "ticks do nothing until it is resumed; active jobs finish"),
            (["cron": "0 4 * * *"], "ticks at the new times from now on; nothing before is made up for"),
            (["dst": ["gap": "Skip"]], "ticks at the new times from now on; nothing before is made up for"),
            (["overlap": "Allow", "jitter": "5m"], "holds for ticks from now on"),
            (
                ["jobTemplate": ["spec": ["queue": "q", "command": ["b"]]]],
                "ticks from now on submit the new job; active jobs finish"
            ),
        ] as [([String: Value], String)])
    func aChange(_ fields: [String: Value], _ effect: String) throws {
        let situation = Situation([queue, schedule()])
        #expect(try situation.entry([schedule(fields)]).effects == [effect])
        #expect(
            try Situation([queue, schedule(["suspend": true])]).entry([schedule()]).effects
                == ["ticks again from now on; what passed meanwhile is not made up for"])
    }

    @Test func aDeletion() throws {
        #expect(
            try Situation([queue, schedule()]).deletion(of: schedule()).effects
                == ["it ticks no more; active jobs finish"])
    }
}

import Planning
import Resources
import Testing

@Suite struct RunKeyTests {
    private let spec: [String: Value] = ["queue": "q", "command": ["a", "b"], "env": ["X": "1", "Y": "2"]]

    private func key(_ change: [String: Value] = [:], _ edit: (inout Resource) -> Void = { _ in }) -> RunKey {
        var job = manifest(.job, "j", .object(spec.merging(change) { $1 }))
        edit(&job)
        return RunKey(job: job)
    }

    /// Kept in ledgers for years: a change of this value runs every declared job again.
    @Test func theKeyOfACertainJobNeverChanges() {
        #expect(key().description == "ac3768377e6a6b85a65c1f330bc95936a82da4195ffc09c7a0d89156016a33d9")
        #expect(key().short == key().description.prefix(6) && key().bytes.count == 32)
    }

    @Test func whatIsNoContentDoesNotCount() {
        let others: [[String: Value]] = [
            ["priority": 9], ["maxRetries": 0], ["ttl": "1h"], ["timeout": "1m"], ["backoff": ["base": "2s"]],
            ["runPolicy": "Manual"], ["onChange": "Queue"], ["deletionPolicy": "Cancel"],
            ["concurrencyKey": "x"],
            ["uniqueKey": "x"],
        ]
        for change in others { #expect(key(change) == key(), "\(change)") }
        let edited = key { job in
            job.labels = ["a": "b"]
            job.annotations = ["c": "d"]
            job.origin = nil
            job.key = ResourceKey(kind: .job, namespace: "team-a", name: "other")
        }
        #expect(edited == key())
    }

    /// Whatever the schema gains: a field is content, or it is named above.
    @Test func everyFieldIsContentOrIsNot() {
        let content = Schema.of(.job).spec.fields.filter(\.runRelevant).map(\.name)
        #expect(Set(content) == ["queue", "command", "payload", "env", "notBefore", "dependsOn"])
    }

    @Test func allContentCounts() {
        let changes: [[String: Value]] = [
            [:], ["command": ["a"]], ["command": ["a b"]], ["command": ["b", "a"]], ["env": ["X": "1"]],
            ["env": ["X": "2", "Y": "1"]], ["env": [:]], ["queue": "r"], ["trigger": "1"], ["trigger": "2"],
            ["trigger": ""], ["notBefore": "2026-12-24T18:00:00Z"], ["payload": 1], ["payload": "1"],
            ["payload": [1]],
            ["payload": ["a": nil]], ["payload": [:]], ["dependsOn": ["x"]],
        ]
        #expect(Set(changes.map { key($0) }).count == changes.count)
    }

    @Test func theOrderOfFieldsDoesNotCount() {
        for _ in 0..<20 {
            var shuffled: [String: Value] = [:]
            for (name, value) in spec.shuffled() { shuffled[name] = value }
            shuffled["env"] = .object(
                Dictionary(uniqueKeysWithValues: [("Y", "2" as Value), ("X", "1")].shuffled()))
            #expect(RunKey(job: manifest(.job, "j", .object(shuffled))) == key())
        }
        #expect(key(["trigger": nil]) == key())
    }

    @Test func aSaltMakesAnotherKey() {
        let job = manifest(.job, "j", .object(spec))
        let salted = RunKey(job: job, salt: key())
        #expect(salted != key() && salted == RunKey(job: job, salt: key()))
        #expect(RunKey(job: job, salt: salted) != salted)
    }

    @Test func onlyTheTriggerCountsForJobsThatRunOnce() {
        let plain = RunKey(once: manifest(.job, "j", .object(spec)))
        #expect(plain == RunKey(once: manifest(.job, "j", ["queue": "r", "command": ["other"]])))
        #expect(plain != RunKey(once: manifest(.job, "j", ["queue": "q", "trigger": "1"])))
        #expect(plain != key())
    }
}

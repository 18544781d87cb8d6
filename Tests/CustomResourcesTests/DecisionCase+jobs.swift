import Resources

extension DecisionCase {
    private static let oneWork =
        "a job has exactly one of command and payload; give command to start a program, or payload to call "
        + "a handler of the worker"

    /// A job with a command and `more`.
    private static func job(_ more: [String: Value]) -> Value {
        .object(["queue": "q", "command": ["true"]].merging(more) { $1 })
    }

    static let jobs: [DecisionCase] = [
        good(.job, "a command", job([:])),
        good(.job, "a payload", ["queue": "q", "payload": ["to": ["a", 1, nil, 2.5, true], "x": nil]]),
        good(.job, "a payload that is a list", ["queue": "q", "payload": [1, [2]]]),
        good(.job, "a payload that is text", ["queue": "q", "payload": "now"]),
        good(.job, "a payload that is a number", ["queue": "q", "payload": 0]),
        good(.job, "a payload that is empty", ["queue": "q", "payload": [:]]),
        good(
            .job, "everything",
            job([
                "priority": 5, "env": ["A": "", "b.C-1": "x y"], "maxRetries": 3, "ttl": "1h",
                "timeout": "90s",
                "backoff": ["base": "1s"], "notBefore": "2026-12-24T18:00:00+01:00", "concurrencyKey": "k",
                "uniqueKey": "u", "dependsOn": ["a", "b.c"], "runPolicy": "Manual", "trigger": 2,
                "onChange": "Queue", "deletionPolicy": "Cancel",
            ])),
        good(.job, "a trigger of text", job(["trigger": "two"])),
        good(.job, "a time with a fraction", job(["notBefore": "2026-12-24T18:00:00.123456789Z"])),
        good(.job, "a leap day", job(["notBefore": "2028-02-29T00:00:00Z"])),
        good(.job, "a leap day of a leap century", job(["notBefore": "2000-02-29 00:00:00z"])),
        bad(.job, "no queue", ["command": ["true"]]),
        bad(.job, "a queue that is no name", job(["queue": "a b"])),
        bad(.job, "a queue with a dot at its end", job(["queue": "a."])),
        bad(.job, "a queue of capital letters", job(["queue": "Emails"])),
        bad(
            .job, "a queue with too long a name", job(["queue": .string(String(repeating: "a", count: 254))])),
        good(.job, "a queue with a long name", job(["queue": .string(String(repeating: "a", count: 253))])),
        bad(.job, "command and payload", job(["payload": [:]]), says: oneWork),
        bad(.job, "neither", ["queue": "q"], says: oneWork),
        bad(.job, "no program", ["queue": "q", "command": []]),
        bad(.job, "a command that is text", ["queue": "q", "command": "true"]),
        bad(
            .job, "too long a command", ["queue": "q", "command": .array(.init(repeating: "a", count: 1001))]),
        bad(.job, "a variable without a name", job(["env": ["": "x"]])),
        bad(
            .job, "a variable with a space", job(["env": ["A B": "x"]]),
            says: "not a valid name of an environment variable; use letters, digits and '_'"),
        bad(.job, "a variable with =", job(["env": ["A=b": ""]])),
        bad(.job, "a variable that is a list", job(["env": ["A": [1]]])),
        bad(
            .job, "depends on itself", job(["dependsOn": ["other", "own"]]),
            says: "dependsOn must not name the job itself"),
        bad(.job, "depends twice on one", job(["dependsOn": ["a", "a"]])),
        bad(.job, "an empty trigger", job(["trigger": ""])),
        bad(.job, "an empty key", job(["uniqueKey": ""])),
        bad(.job, "a day that is none", job(["notBefore": "2026-02-30T00:00:00Z"])),
        bad(.job, "the 31st of a short month", job(["notBefore": "2026-04-31T00:00:00Z"])),
        bad(
            .job, "a leap day in another year", job(["notBefore": "2027-02-29T00:00:00Z"]),
            says: "expected a time, found \"2027-02-29T00:00:00Z\"; write it as 2026-12-24T18:00:00Z"),
        bad(.job, "a leap day in another century", job(["notBefore": "2100-02-29T00:00:00Z"])),
        bad(.job, "the year 0", job(["notBefore": "0000-01-01T00:00:00Z"])),
        bad(.job, "an hour that is none", job(["notBefore": "2026-12-24T24:00:00Z"])),
        bad(.job, "a leap second", job(["notBefore": "2026-12-31T23:59:60Z"])),
        bad(.job, "a time without its zone", job(["notBefore": "2026-12-24T18:00:00"])),
        bad(.job, "a date alone", job(["notBefore": "2026-12-24"])),
        bad(.job, "a field of a queue", job(["paused": true])),
        bad(.job, "too many variables", job(["env": tooManyNames])),
    ]

    /// What a file may say, and an object in the API may not; see `customResourceDefinition(_:)`.
    static let onlyInFiles: [DecisionCase] = [
        good(.job, "a variable that is a number", job(["env": ["A": 1]])),
        good(.job, "a queue that is a number", job(["queue": 7])),
        good(.job, "a duration padded with zeros", job(["timeout": "000000005m"])),
        good(.job, "a payload of null", ["queue": "q", "payload": nil]),
    ]

    /// What the API server lets through and the controller has to report.
    static let onlyInTheAPI: [DecisionCase] = [
        bad(.schedule, "an hour that is none", schedule(["cron": "0 25 * * *"])),
        bad(.schedule, "a day that never comes", schedule(["cron": "0 0 30 2 *"])),
        bad(.schedule, "fields of anything", schedule(["cron": "a b c d e"])),
        bad(.job, "a NUL", job(["env": ["A": "\0"]])),
        bad(.job, "a deep payload", ["queue": "q", "payload": deep(60)]),
    ]

    private static func deep(_ levels: Int) -> Value {
        (0..<levels).reduce([:]) { inner, _ in .array([inner]) }
    }

    static let schedules: [DecisionCase] = [
        good(.schedule, "cron", schedule(["cron": "0 3 * * *"])),
        good(
            .schedule, "cron with seconds, names, lists and steps",
            schedule(["cron": "0 */5 1-3,7 L JAN-MAR MON"])),
        good(.schedule, "a macro", schedule(["cron": "@daily"])),
        good(.schedule, "every", schedule(["every": "30s"])),
        good(
            .schedule, "everything",
            schedule([
                "cron": " 0 3 ? * 5L ", "timeZone": "America/Argentina/Buenos_Aires", "overlap": "BufferOne",
                "missed": ["policy": "All", "within": "2h"], "dst": ["gap": "Skip", "overlap": "Twice"],
                "suspend": true,
            ])),
        bad(.schedule, "cron and every", schedule(["cron": "@daily", "every": "1m"]), says: oneTiming),
        bad(.schedule, "neither", schedule([:]), says: oneTiming),
        bad(.schedule, "four fields", schedule(["cron": "* * * *"])),
        bad(.schedule, "seven fields", schedule(["cron": "0 * * * * * *"])),
        bad(.schedule, "no fields", schedule(["cron": ""])),
        bad(.schedule, "an unknown macro", schedule(["cron": "@every 5m"])),
        bad(.schedule, "words", schedule(["cron": "once a day at 3:00"])),
        bad(.schedule, "every of nothing", schedule(["every": "0s"]), says: "0s is not between 1s and 366d"),
        bad(.schedule, "a zone with a space", schedule(["every": "1m", "timeZone": "Europe / Berlin"])),
        bad(.schedule, "an offset for a zone", schedule(["every": "1m", "timeZone": "+01:00"])),
        bad(.schedule, "an unknown word", schedule(["every": "1m", "overlap": "skip"])),
        bad(.schedule, "no template", ["every": "1m"]),
        bad(
            .schedule, "a template without work", ["every": "1m", "jobTemplate": ["spec": ["queue": "q"]]],
            says: oneWork),
        bad(
            .schedule, "a template with a policy",
            ["every": "1m", "jobTemplate": ["spec": job(["runPolicy": "Manual"])]]),
        bad(
            .schedule, "a template with a bad backoff",
            ["every": "1m", "jobTemplate": ["spec": job(["backoff": ["base": "1h"]])]],
            says: "base must not be longer than max; lower base, or raise max (default 10m)"),
    ]

    private static let oneTiming =
        "a schedule has exactly one of cron and every; give cron (\"0 3 * * *\") or every (30s)"

    private static func schedule(_ more: [String: Value]) -> Value {
        .object(["jobTemplate": ["spec": job([:])]].merging(more) { $1 })
    }

    static let tooManyNames: Value = .object(
        Dictionary(uniqueKeysWithValues: (0...FieldType.maximumMapCount).map { ("A\($0)", "") }))
}

import Resources

extension DecisionCase {
    private static let backoff = "base must not be longer than max; lower base, or raise max (default 10m)"
    private static let together = "moveTo and onDelete: MoveTo belong together; give both, or neither"

    static let queues: [DecisionCase] = [
        good(.queue, "nothing", [:]),
        good(
            .queue, "everything",
            [
                "maxRetries": 0, "ttl": "1h", "timeout": "5m", "priority": 9, "paused": true,
                "backoff": ["base": "2s", "max": "1m", "jitter": 0],
                "concurrency": ["limit": 50, "perKey": 1],
                "rateLimit": ["limit": 100, "period": "2s"],
                "retention": ["done": "0s", "deadLettered": "1d"],
                "onDelete": "MoveTo", "moveTo": "other",
            ]),
        good(.queue, "empty objects", ["backoff": [:], "retention": [:], "concurrency": [:]]),
        good(.queue, "a fraction", ["backoff": ["jitter": 0.5]]),
        bad(.queue, "an unknown field", ["maxRetrys": 3]),
        bad(.queue, "an unknown field within", ["backoff": ["bas": "1s"]]),
        bad(.queue, "a number as text", ["maxRetries": "3"]),
        bad(.queue, "a fraction of retries", ["maxRetries": 1.5]),
        bad(.queue, "too many retries", ["maxRetries": 1001]),
        bad(.queue, "fewer than no retries", ["maxRetries": -1]),
        bad(.queue, "a priority of 10", ["priority": 10]),
        bad(.queue, "text for a truth value", ["paused": "no"]),
        bad(.queue, "a list for an object", ["backoff": []]),
        bad(.queue, "jitter above 1", ["backoff": ["jitter": 1.1]]),
        bad(.queue, "an unknown word", ["onDelete": "block"]),
        bad(.queue, "a limit of 0", ["concurrency": ["limit": 0]]),
        bad(.queue, "a rate without its limit", ["rateLimit": ["period": "1s"]]),
        bad(.queue, "moveTo without MoveTo", ["moveTo": "other"], says: together),
        bad(.queue, "MoveTo without moveTo", ["onDelete": "MoveTo"], says: together),
        bad(.queue, "moveTo with Drain", ["onDelete": "Drain", "moveTo": "other"], says: together),
        bad(
            .queue, "moveTo itself", ["onDelete": "MoveTo", "moveTo": "own"],
            says: "moveTo must name another queue"),
        bad(.queue, "moveTo no name", ["onDelete": "MoveTo", "moveTo": "Other_Queue"]),
        bad(.queue, "base above max", ["backoff": ["base": "2m", "max": "1m"]], says: backoff),
        bad(.queue, "base above the default max", ["backoff": ["base": "10m1ms"]], says: backoff),
        bad(.queue, "max below the default base", ["backoff": ["max": "999ms"]], says: backoff),
        good(.queue, "base as long as max", ["backoff": ["base": "90s", "max": "1m30s"]]),
        good(.queue, "base of a day below max in days", ["backoff": ["base": "24h", "max": "1d1ms"]]),
        bad(
            .queue, "base of hours above max in days", ["backoff": ["base": "1d", "max": "23h59m"]],
            says: backoff),
    ]

    static let durations: [DecisionCase] = [
        good(.queue, "one second", ["ttl": "1s"]), good(.queue, "in milliseconds", ["ttl": "1000ms"]),
        good(.queue, "all units", ["ttl": "1d2h3m4s5ms"]), good(.queue, "ten years", ["ttl": "3650d"]),
        good(.queue, "ten years in hours", ["ttl": "87600h"]),
        good(.queue, "ten years in milliseconds", ["ttl": "315360000000ms"]),
        bad(.queue, "too short", ["ttl": "999ms"], says: "999ms is not between 1s and 3650d"),
        bad(.queue, "too long", ["ttl": "3650d1ms"], says: "3650d1ms is not between 1s and 3650d"),
        bad(.queue, "much too long", ["ttl": "99999999h"], says: "99999999h is not between 1s and 3650d"),
        bad(.queue, "longer than a duration can be", ["ttl": "99999999999999999999d"]),
        bad(.queue, "no unit", ["ttl": "10"]), bad(.queue, "a number", ["ttl": 10]),
        bad(.queue, "nothing", ["ttl": ""]), bad(.queue, "units in disorder", ["ttl": "5s1m"]),
        bad(.queue, "a unit twice", ["ttl": "1m1m"]), bad(.queue, "a fraction", ["ttl": "1.5s"]),
        bad(.queue, "negative", ["ttl": "-1s"]), bad(.queue, "microseconds", ["ttl": "5us"]),
        bad(.queue, "a space", ["ttl": "5m "]), bad(.queue, "capital letters", ["ttl": "5M"]),
        bad(.queue, "a line break", ["ttl": "5m\n"]),
        good(.queue, "no time at all where that is allowed", ["retention": ["done": "0s"]]),
        bad(
            .queue, "a longer default cannot hide it", ["backoff": ["max": "32d"]],
            says: "32d is not between 0s and 31d"),
    ]

    static let workers: [DecisionCase] = [
        good(.worker, "nothing", [:]), good(.worker, "drain", ["drain": true]),
        bad(.worker, "text", ["drain": "yes"]), bad(.worker, "a field of a pool", ["concurrency": 3]),
    ]
}

@testable import KubernetesProtocol
import Resources
import Testing

@Suite("Event series")
struct EventSeriesTests {
    let start = ContinuousClock.now
    let wall: Int64 = 1_795_000_000_123_456

    private func key(_ reason: String = "Enqueued", name: String = "emails", namespace: String = "team-a")
        -> EventKey
    {
        EventKey(
            type: .normal, action: "Reconcile", reason: reason,
            regarding: EventReference(
                apiVersion: "jq.dev/v1alpha1", kind: "Queue",
                key: ObjectKey(namespace: namespace, name: name),
                uid: "u-1"))
    }

    private func record(_ series: inout EventSeries, _ key: EventKey, after seconds: Double)
        -> EventSeries.Outcome
    {
        series.record(
            key, note: "note at \(seconds)", at: start + .seconds(seconds),
            wallMicros: wall + Int64(seconds * 1_000_000))
    }

    @Test("The first is created with every member the API wants")
    func first() throws {
        var series = EventSeries()
        guard case .create(let event) = record(&series, key(), after: 0) else {
            Issue.record("not created")
            return
        }
        let object = event.object(controller: "jq.dev/controller", instance: "pod-1")
        #expect(object.metadata.name == "emails." + String(wall * 1000, radix: 16))
        #expect(object.metadata.namespace == "team-a")
        let expected: Value = [
            "apiVersion": "events.k8s.io/v1", "kind": "Event", "eventTime": "2026-11-18T11:06:40.123456Z",
            "reportingController": "jq.dev/controller", "reportingInstance": "pod-1", "type": "Normal",
            "action": "Reconcile", "reason": "Enqueued", "note": "note at 0.0",
            "regarding": [
                "apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "name": "emails", "namespace": "team-a",
                "uid": "u-1",
            ],
            "metadata": object.metadata.value,
        ]
        #expect(object.value == expected)
    }

    @Test("The second makes it a series, later ones are only counted; the note is not part of the sort")
    func seriesOfThree() {
        var series = EventSeries()
        guard case .create(let first) = record(&series, key(), after: 0),
            case .update(let second) = record(&series, key(), after: 1)
        else {
            Issue.record("wrong outcome")
            return
        }
        #expect(second.name == first.name && second.note == "note at 0.0")
        #expect(
            second.seriesPatch
                == ["series": ["count": 2, "lastObservedTime": "2026-11-18T11:06:41.123456Z"]])
        #expect(record(&series, key(), after: 2) == .counted)
        #expect(record(&series, key("Other"), after: 2) != .counted)
        #expect(series.due(at: start + .seconds(60)).isEmpty)
    }

    @Test("A count is sent every half hour while it goes on, and when it has been quiet for six minutes")
    func resends() {
        var series = EventSeries()
        for minute in 0...40 { _ = record(&series, key(), after: Double(minute) * 60) }
        let inBetween = series.due(at: start + .seconds(2400))
        #expect(inBetween.map { $0.series?.count } == [41])
        #expect(series.due(at: start + .seconds(2460)).isEmpty)
        _ = record(&series, key(), after: 2460)
        let last = series.due(at: start + .seconds(2460 + 360))
        #expect(last.map { $0.series?.count } == [42])
        #expect(series.count == 0)
        guard case .create = record(&series, key(), after: 3000) else {
            Issue.record("after the quiet a new event begins")
            return
        }
    }

    @Test("An event that came once is forgotten in silence")
    func once() {
        var series = EventSeries()
        _ = record(&series, key(), after: 0)
        #expect(series.due(at: start + .seconds(360)).isEmpty)
        #expect(series.count == 0)
    }

    @Test("Spam: 25 at once for one object, then one per five minutes; other objects are heard")
    func spam() {
        var series = EventSeries()
        let outcomes = (0..<30).map { record(&series, key("Reason\($0)"), after: 0) }
        #expect(outcomes.filter { $0 == .suppressed }.count == 5)
        #expect(outcomes.suffix(5).allSatisfy { $0 == .suppressed })
        #expect(record(&series, key("Reason0", name: "reports"), after: 0) != .suppressed)
        #expect(record(&series, key("New"), after: 299) == .suppressed)
        #expect(record(&series, key("New"), after: 301) != .suppressed)
        #expect(record(&series, key("New2"), after: 301) == .suppressed)
    }

    @Test("A second event that is not heard is counted and sent later")
    func suppressedSecond() {
        var series = EventSeries()
        for number in 0..<25 { _ = record(&series, key("Reason\(number)"), after: 0) }
        #expect(record(&series, key("Reason7"), after: 1) == .counted)
        #expect(series.due(at: start + .seconds(400)).map { $0.series?.count } == [2])
    }

    @Test("Memory: a bounded number of sorts and objects, the oldest give way")
    func bounded() {
        var series = EventSeries(capacity: 100)
        for number in 0..<5000 { _ = record(&series, key(name: "q\(number)"), after: Double(number) / 100) }
        #expect(series.count == 100)
        #expect(record(&series, key(name: "q4999"), after: 51) != .suppressed)
        guard case .create = record(&series, key(name: "q0"), after: 51) else {
            Issue.record("the oldest is forgotten")
            return
        }
    }

    @Test(
        "Names are RFC 1123 subdomains of at most 253 bytes",
        arguments: [
            "emails", "system:node:Worker_1", ".x..y-", String(repeating: "a", count: 253), "", "é",
            String(repeating: "a.", count: 126),
        ])
    func names(name: String) throws {
        var series = EventSeries()
        guard case .create(let event) = record(&series, key(name: name), after: 0) else { return }
        #expect(event.name.utf8.count <= 253)
        let labels = event.name.split(separator: ".", omittingEmptySubsequences: false)
        for label in labels {
            let isValid = label.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil
            #expect(isValid, "\(event.name)")
        }
    }

    @Test("Names differ also within one microsecond, and after the clock was set back")
    func uniqueNames() {
        var series = EventSeries()
        var names: Set<String> = []
        for number in 0..<20 {
            let outcome = series.record(
                key("Reason\(number)"), note: "", at: start, wallMicros: number < 10 ? wall : wall - 1_000_000
            )
            if case .create(let event) = outcome { names.insert(event.name) }
        }
        #expect(names.count == 20)
    }

    @Test("Limits of the API: 1024 bytes of note, 128 of reason, action and instance, whole characters")
    func limits() {
        var series = EventSeries()
        let long = String(repeating: "ü", count: 2000)
        let key = EventKey(
            type: .warning, action: long, reason: long,
            regarding: EventReference(
                apiVersion: "v1", kind: "Node", key: ObjectKey(name: "n"), uid: ""), related: nil)
        guard case .create(let event) = series.record(key, note: "x" + long, at: start, wallMicros: wall)
        else { return }
        #expect(event.note.utf8.count == 1023 && event.note.hasSuffix("ü"))
        #expect(key.reason.utf8.count == 128 && key.action.utf8.count == 128)
        #expect(event.namespace == "default", "that of objects without a namespace")
        let object = event.object(controller: "c", instance: long)
        #expect(object.rest["reportingInstance"]?.stringValue?.utf8.count == 128)
    }

    @Test("Times: six digits for MicroTime, none for Time")
    func times() {
        #expect(Timestamp.microTime(micros: 0) == "1970-01-01T00:00:00.000000Z")
        #expect(Timestamp.microTime(micros: 1_500_000) == "1970-01-01T00:00:01.500000Z")
        #expect(Timestamp.wholeSecondTime(micros: 1_999_999) == "1970-01-01T00:00:01Z")
        #expect(Timestamp.wholeSecondTime(micros: -1) == "1969-12-31T23:59:59Z")
    }
}

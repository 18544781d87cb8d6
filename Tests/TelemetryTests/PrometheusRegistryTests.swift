import Metrics
import Telemetry
import Testing

/// What a scraper reads.
@Suite struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry()

    /// The lines of a metric without its head.
    private func values(_ prefix: String = "") -> [String] {
        registry.render().split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && $0.hasPrefix(prefix)
        }
    }

    private func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
        Counter(label: label, dimensions: dimensions, factory: registry)
    }

    @Test func everyKindHasItsHeadAndItsValue() {
        registry.describe("queue.jobs", help: "Jobs \"in\" a queue\\\nby state")
        counter("requests", [("verb", "GET")]).increment(by: 3)
        FloatingPointCounter(label: "cpu_seconds_total", factory: registry).increment(by: 1.25)
        Gauge(label: "queue.jobs", factory: registry).record(-7)
        Meter(label: "depth", factory: registry).set(2.5)
        #expect(
            registry.render() == """
                # HELP cpu_seconds_total cpu_seconds_total
                # TYPE cpu_seconds_total counter
                cpu_seconds_total 1.25
                # HELP depth depth
                # TYPE depth gauge
                depth 2.5
                # HELP queue_jobs Jobs "in" a queue\\\\\\nby state
                # TYPE queue_jobs gauge
                queue_jobs -7
                # HELP requests_total requests
                # TYPE requests_total counter
                requests_total{verb="GET"} 3

                """)
    }

    @Test func anEmptyRegistryIsAnEmptyText() { #expect(registry.render() == "") }

    @Test func timersAreHistogramsInSeconds() {
        registry.describe("claim", buckets: [0.1, 0.001, .infinity, 0.1])
        let timer = Timer(label: "claim", dimensions: [("queue", "q")], factory: registry)
        timer.recordNanoseconds(1_000_000)
        timer.recordMilliseconds(50)
        timer.recordSeconds(3)
        timer.recordNanoseconds(-5)
        #expect(
            values() == [
                "claim_seconds_bucket{queue=\"q\",le=\"0.001\"} 2",
                "claim_seconds_bucket{queue=\"q\",le=\"0.1\"} 3",
                "claim_seconds_bucket{queue=\"q\",le=\"+Inf\"} 4",
                "claim_seconds_sum{queue=\"q\"} 3.051", "claim_seconds_count{queue=\"q\"} 4",
            ])
        #expect(registry.render().contains("# TYPE claim_seconds histogram\n"))
    }

    @Test func recordersAreHistogramsAndIgnoreWhatIsNoNumber() {
        let recorder = Recorder(label: "batch", factory: registry)
        for value in [1, 2, 10_000_000] { recorder.record(value) }
        for value in [Double.nan, .infinity, -.infinity] { recorder.record(value) }
        #expect(values("batch_bucket{le=\"1\"}") == ["batch_bucket{le=\"1\"} 1"])
        #expect(values("batch_bucket{le=\"100000\"}") == ["batch_bucket{le=\"100000\"} 2"])
        #expect(values("batch_bucket{le=\"+Inf\"}") == ["batch_bucket{le=\"+Inf\"} 3"])
        #expect(values("batch_sum") == ["batch_sum 10000003"])
    }

    @Test(
        arguments: [
            ("jobs.done", [("a", "x\\y\"z\nw")], "jobs_done_total{a=\"x\\\\y\\\"z\\nw\"} 1"),
            ("9 lives", [("b", "2"), ("a", "1")], "_9_lives_total{a=\"1\",b=\"2\"} 1"),
            ("x_total", [("le", "1"), ("__name__", "evil"), ("a-b", "ü")], nil),
            ("ns:x", [("a", "1"), ("a", "2"), ("gone", "")], "ns:x_total{a=\"2\"} 1"),
            ("é", [("", "v"), ("1", "w")], "__total{_=\"v\",_1=\"w\"} 1"),
        ] as [(String, [(String, String)], String?)])
    func namesAndValuesAreEscaped(label: String, dimensions: [(String, String)], line: String?) {
        counter(label, dimensions).increment()
        #expect(values() == [line ?? "x_total{_name__=\"evil\",a_b=\"ü\",label_le=\"1\"} 1"])
    }

    @Test func numbersAreExact() {
        let gauge = Gauge(label: "g", factory: registry)
        for (value, text) in [
            (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0.1, "0.1"), (-0.0, "0"),
            (1e300, "1e+300"), (123_456_789, "123456789"),
        ] {
            gauge.record(value)
            #expect(values() == ["g \(text)"])
        }
        counter("n").increment(by: Int64.max)
        #expect(values("n_total") == ["n_total 9223372036854775807"])
    }

    @Test func countersOnlyGrowUntilTheyAreReset() {
        let plain = counter("c")
        plain.increment(by: 2)
        plain.increment(by: -5)
        let parts = FloatingPointCounter(label: "c", factory: registry)
        parts.increment(by: 0.5)
        parts.increment(by: -1.0)
        parts.increment(by: Double.nan)
        #expect(values() == ["c_total 2.5"])
        plain.reset()
        #expect(values() == ["c_total 0"])
    }

    @Test func whoAsksAgainSharesTheSeriesAndDestroyingItEndsIt() {
        let first = counter("c", [("a", "1"), ("b", "2")])
        counter("c", [("b", "2"), ("a", "1")]).increment()
        first.increment()
        #expect(values() == ["c_total{a=\"1\",b=\"2\"} 2"])
        first.destroy()
        #expect(registry.render() == "")
        let second = counter("c", [("a", "1"), ("b", "2")])
        second.increment()
        first.increment()
        first.destroy()
        #expect(values() == ["c_total{a=\"1\",b=\"2\"} 1"])
        for destroy in [
            second.destroy, FloatingPointCounter(label: "f", factory: registry).destroy,
            Timer(label: "t", factory: registry).destroy, Recorder(label: "r", factory: registry).destroy,
            Gauge(label: "g", factory: registry).destroy, Meter(label: "m", factory: registry).destroy,
        ] { destroy() }
        #expect(registry.render() == "")
    }

    @Test func labelsAreBoundedAndWhatIsRefusedIsCounted() {
        let registry = PrometheusRegistry(seriesLimit: 2)
        let counters = (0..<5).map { number in
            Counter(label: "c", dimensions: [("user", "\(number)")], factory: registry)
        }
        for counter in counters { counter.increment() }
        func lines() -> [String] {
            registry.render().split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
        }
        let refused = "jq_metrics_refused_total{metric=\"c_total\"} 3"
        #expect(lines() == ["c_total{user=\"0\"} 1", "c_total{user=\"1\"} 1", refused])
        counters[0].destroy()
        Counter(label: "c", dimensions: [("user", "9")], factory: registry).increment()
        #expect(lines() == ["c_total{user=\"1\"} 1", "c_total{user=\"9\"} 1", refused])
    }

    @Test func aNameOfTwoKindsKeepsTheFirst() {
        counter("x_total").increment()
        Gauge(label: "x_total", factory: registry).record(7)
        #expect(
            values() == ["x_total 1", "jq_metrics_refused_total{metric=\"x_total\"} 1"].sorted().reversed())
    }

    @Test func threadsDoNotLoseCounts() async {
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        counter("c", [("kind", "\(round % 3)")]).increment()
                        Timer(label: "t", factory: registry).recordNanoseconds(Int64(task))
                        Meter(label: "m", factory: registry).increment(by: 1)
                        if round % 500 == 0 { _ = registry.render() }
                    }
                }
            }
        }
        let counts = values("c_total").compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        #expect(counts.reduce(0, +) == 16_000)
        #expect(values("t_seconds_count") == ["t_seconds_count 16000"])
        #expect(values("m ") == ["m 16000"])
    }

    @Test func theProcessHasOneRegistry() {
        let registry = bootstrapMetrics()
        #expect(registry === bootstrapMetrics())
        Counter(label: "bootstrapped").increment()
        #expect(registry.render().contains("bootstrapped_total 1\n"))
    }
}

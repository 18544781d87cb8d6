import HealthServer
import Logging
import ServiceLifecycle
import Testing

/// What a prober and a scraper get.
@Suite struct HealthServerTests {
    @Test func aHealthyProcessSaysOk() async throws {
        try await serving(HealthReport()) { port in
            for path in ["/healthz", "/readyz"] {
                let answer = try await get(path, port: port)
                #expect(answer.status == 200 && answer.body == "ok\n")
                #expect(answer.headers.contains("content-type: text/plain; charset=utf-8"))
            }
        }
    }

    @Test func whatIsDownIsNamedAndIsNoReasonForARestart() async throws {
        let report = HealthReport(obstacles: ["postgres: refused\r\nat once", "watch Queue: silent for 61 s"])
        try await serving(report) { port in
            let ready = try await get("/readyz", port: port)
            #expect(ready.status == 503)
            #expect(ready.body == "postgres: refused at once\nwatch Queue: silent for 61 s\n")
            #expect(try await get("/healthz", port: port).status == 200)
        }
    }

    @Test func aFailureIsBothUnhealthyAndUnready() async throws {
        try await serving(HealthReport(failures: ["stuck"], obstacles: ["away"])) { port in
            let health = try await get("/healthz", port: port)
            #expect(health.status == 503 && health.body == "stuck\n")
            #expect(try await get("/readyz", port: port).body == "stuck\naway\n")
        }
    }

    @Test func aRemarkIsReadByPeopleAndLeavesTheServerReady() async throws {
        try await serving(HealthReport(remarks: ["redis: away,\nworking without it"])) { port in
            let ready = try await get("/readyz", port: port)
            #expect(ready.status == 200 && ready.body == "ok\nredis: away, working without it\n")
            #expect(try await get("/healthz", port: port).body == "ok\n")
        }
        try await serving(HealthReport(obstacles: ["postgres: away"], remarks: ["redis: away"])) { port in
            let ready = try await get("/readyz", port: port)
            #expect(ready.status == 503 && ready.body == "postgres: away\nredis: away\n")
        }
    }

    @Test func metricsAreTextOfTheirVersion() async throws {
        try await serving(HealthReport()) { port in
            let answer = try await get("/metrics", port: port)
            #expect(answer.status == 200 && answer.body == "up 1\n")
            #expect(answer.headers.contains("content-type: text/plain; version=0.0.4; charset=utf-8"))
            let head = try await get("/metrics", port: port, method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(try await get("/other", port: port).status == 404)
        }
    }

    @Test func onTwoPortsEachHasItsOwn() async throws {
        let free = try freePorts(2)
        try await serving(HealthReport(), healthPort: free[0], metricsPort: free[1]) { _ in
            let statuses = [
                try await get("/healthz", port: free[0]).status,
                try await get("/metrics", port: free[0]).status,
                try await get("/metrics", port: free[1]).status,
                try await get("/readyz", port: free[1]).status,
            ]
            #expect(statuses == [200, 404, 200, 404])
        }
    }

    @Test func aPortThatIsTakenIsAnError() async throws {
        try await serving(HealthReport()) { port in
            let second = HealthServer(
                host: "127.0.0.1", healthPort: port, logger: Logger(label: "test"), health: { HealthReport() }
            )
            await #expect(throws: (any Error).self) { try await second.run() }
        }
    }

    @Test func withoutPortsItWaitsForTheEnd() async throws {
        let server = HealthServer(
            healthPort: nil, logger: Logger(label: "test"), health: { HealthReport() })
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: server)], logger: Logger(label: "test")))
        let run = Task { try await group.run() }
        await group.triggerGracefulShutdown()
        try await run.value
    }

    /// Runs `body` beside a server, and ends it gracefully.
    private func serving(
        _ report: HealthReport, healthPort: Int = 0, metricsPort: Int = 0,
        _ body: (Int) async throws -> Void
    ) async throws {
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = HealthServer(
            host: "127.0.0.1", healthPort: healthPort, metricsPort: metricsPort, logger: logger,
            onListening: { listening.yield($0) }, health: { report }, metrics: { "up 1\n" })
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        let run = Task {
            defer { listening.finish() }
            try await group.run()
        }
        var iterator = ports.makeAsyncIterator()
        var port: Int?
        for _ in 0..<(healthPort == metricsPort ? 1 : 2) { port = await iterator.next() }
        if let port {
            do { try await body(port) } catch { Issue.record(error) }
        } else {
            Issue.record("the server did not listen")
        }
        await group.triggerGracefulShutdown()
        try await run.value
    }
}

import Foundation
import Settings
import Testing

@Suite struct SettingsPrecedenceTests {
    private func load(
        _ yaml: String? = nil, _ environment: [String: String] = [:], _ flags: [String: String] = [:]
    ) throws(SettingsError) -> Settings {
        let file = yaml.map { (bytes: Array($0.utf8), name: "config.yaml") }
        return try Settings.load(bytes: file, environment: environment, flags: flags)
    }

    @Test func defaultsAreThoseOfTheRequirements() throws {
        let settings = try load()
        #expect(settings == Settings())
        #expect(settings.grpc.port == 50051 && settings.http.port == 8081 && settings.health.port == 8080)
        #expect(settings.scheduler.interval == .milliseconds(500))
        #expect(settings.scheduler.heartbeatMonitorInterval == .seconds(10))
        #expect(settings.worker.gracePeriod == .seconds(60))
        #expect(settings.db.url == nil && settings.controller.maxPrune == nil)
    }

    @Test func laterSourcesWin() throws {
        let yaml = "grpc:\n  port: 1\n"
        let environment = ["JQ_GRPC_PORT": "2"]
        #expect(try load(yaml).grpc.port == 1)
        #expect(try load(yaml, environment).grpc.port == 2)
        #expect(try load(yaml, environment, ["grpc.port": "3"]).grpc.port == 3)
        #expect(try load(yaml, ["JQ_GRPC_PORT": ""]).grpc.port == 1)
    }

    @Test func everyTypeIsReadFromAFile() throws {
        let settings = try load(
            """
            db: {url: host=/run/postgresql, pool_size: 8, connect_timeout: 2s, statement_timeout: 1m30s}
            scheduler:
              interval_ms: 250
              assignment_timeout_s: 15
            worker:
              queues: [emails, "reports"]
              worker_id: 7
              pool: ~
            controller: {source: kubernetes, max_prune: 0}
            logging: {level: debug, format: text}
            http:
            """)
        #expect(settings.db.url == "host=/run/postgresql" && settings.db.poolSize == 8)
        #expect(settings.db.connectTimeout == .seconds(2) && settings.db.statementTimeout == .seconds(90))
        #expect(settings.scheduler.interval == .milliseconds(250))
        #expect(settings.scheduler.assignmentTimeout == .seconds(15))
        #expect(settings.worker.queues == ["emails", "reports"])
        #expect(settings.worker.id == "7" && settings.worker.pool == nil)
        #expect(settings.controller.source == .kubernetes && settings.controller.maxPrune == 0)
        #expect(settings.logging.level == .debug && settings.logging.format == .text)
        #expect(settings.warnings.isEmpty)
    }

    @Test func listsComeFromTheEnvironmentWithCommas() throws {
        #expect(
            try load(nil, ["JQ_WORKER_QUEUES": "emails, reports"]).worker.queues == ["emails", "reports"])
    }

    /// Every field can be set in every way, to what its own default is written as.
    @Test(arguments: Settings.fields.map(\.key))
    func everyFieldReadsWhatItWrites(key: String) throws {
        let field = try #require(Settings.fields.first { $0.key == key })
        let text = field.defaultText ?? "1"
        let byEnvironment = try load(nil, [field.environmentName: text])
        let byFlag = try load(nil, [:], [key: text])
        let byFile = try load("\(field.section):\n  \(field.name): \(text)\n")
        #expect(byEnvironment == byFlag && byFlag == byFile)
        #expect((byFlag == Settings()) == (field.defaultText != nil))
        #expect(field.environmentName == "JQ_" + key.uppercased().replacing(".", with: "_"))
    }

    @Test func fieldsAreNamedOnce() {
        #expect(Set(Settings.fields.map(\.environmentName)).count == Settings.fields.count)
        #expect(Set(Settings.sections).count == Settings.sections.count)
    }

    @Test func emptyFileChangesNothing() throws {
        #expect(try load("") == Settings())
        #expect(try load("# only a comment\n") == Settings())
    }

    @Test func fileIsRead() throws {
        let path = NSTemporaryDirectory() + "jq-settings-\(UUID().uuidString).yaml"
        try Data("health: {port: 7}\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try Settings.load(file: path).health.port == 7)
    }
}

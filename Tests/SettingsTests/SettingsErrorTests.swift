import Resources
import Settings
import Testing

@Suite struct SettingsErrorTests {
    private func messages(
        _ yaml: String? = nil, _ environment: [String: String] = [:], _ flags: [String: String] = [:]
    ) throws -> [String] {
        let error = try #require(
            #expect(throws: SettingsError.self) {
                let file = yaml.map { (bytes: Array($0.utf8), name: "config.yaml") }
                _ = try Settings.load(bytes: file, environment: environment, flags: flags)
            })
        return error.diagnostics.map(\.description)
    }

    private func warnings(_ yaml: String?, _ environment: [String: String] = [:]) throws -> [String] {
        let file = yaml.map { (bytes: Array($0.utf8), name: "config.yaml") }
        let settings = try Settings.load(bytes: file, environment: environment, flags: [:])
        return settings.warnings.map(\.description)
    }

    @Test func unknownSectionIsPlacedAndCorrected() throws {
        #expect(
            try messages("grpc:\n  port: 1\nschedular:\n  batch_size: 1\n")
                == [#"unknown section "schedular" at config.yaml:3:1; did you mean "scheduler"?"#])
        #expect(try messages("mail: {}\n")[0].contains("there are grpc, http, db, redis, scheduler"))
    }

    @Test func unknownFieldIsPlacedAndCorrected() throws {
        #expect(
            try messages("grpc:\n  prot: 1\n")
                == [#"unknown field "prot" in section "grpc" at config.yaml:2:3; did you mean "port"?"#])
        #expect(try messages("grpc:\n  colour: 1\n")[0].hasSuffix("grpc has host, port"))
    }

    @Test(arguments: [
        ("grpc: {port: many}", #"grpc.port must be a whole number from 0 to 65535, not "many""#, 14),
        ("grpc: {port: 65536}", #"grpc.port must be a whole number from 0 to 65535, not "65536""#, 14),
        ("grpc: {port: -1}", #"grpc.port must be a whole number from 0 to 65535, not "-1""#, 14),
        ("grpc: {port: [1]}", "grpc.port must be a whole number from 0 to 65535", 14),
        ("grpc: {port: {a: 1}}", "grpc.port must be a whole number from 0 to 65535", 14),
        ("grpc: {host: \"\"}", #"grpc.host must be a text that is not empty, not """#, 14),
        ("db: {connect_timeout: 5}", "db.connect_timeout must be a duration from 100ms to 5m", 23),
        ("worker: {queues: [a, []]}", "worker.queues must be a list of texts", 18),
        ("logging: {format: xml}", #"logging.format must be one of json, text, not "xml""#, 19),
        ("grpc: 1", #"section "grpc" must have fields below it"#, 7),
        ("- grpc", "expected sections", 1),
    ])
    func wrongValueIsPlacedAndExplained(yaml: String, message: String, column: Int) throws {
        let found = try messages(yaml)
        #expect(found.count == 1 && found[0].hasPrefix(message))
        #expect(found[0].contains(" at config.yaml:1:\(column)"))
    }

    @Test func quotedNumberIsATextAndNoNumber() throws {
        #expect(try messages("grpc: {port: \"1\"}")[0].hasSuffix("; remove the quotes"))
    }

    @Test func secondDocumentIsRefused() throws {
        #expect(try messages("grpc: {port: 1}\n---\ngrpc: {port: 2}\n")[0].contains("config.yaml:3:1"))
    }

    @Test func malformedFileIsPlaced() throws {
        #expect(try messages("grpc: {port: 1\n")[0].contains("config.yaml:"))
        #expect(try messages("grpc: {port: 1}\ngrpc: {port: 2}\n")[0].contains("config.yaml:2:1"))
    }

    @Test func badVariableIsNamed() throws {
        #expect(
            try messages(nil, ["JQ_HTTP_PORT": "http"])
                == [#"JQ_HTTP_PORT must be a whole number from 0 to 65535, not "http""#])
        let list = try messages(nil, ["JQ_WORKER_QUEUES": "a,,b"])
        #expect(list[0].hasPrefix("JQ_WORKER_QUEUES must be a list"))
    }

    @Test func badFlagIsNamed() throws {
        let message = try messages(nil, [:], ["http.port": "x"])[0]
        #expect(message.hasPrefix("http.port on the command line must be"))
        #expect(try messages(nil, [:], ["http.prot": "1"])[0].hasSuffix(#"did you mean "http.port"?"#))
    }

    @Test func allMistakesAreReportedAtOnce() throws {
        let all = try messages(
            "grpc: {port: x}\nnothing: {}\n", ["JQ_HEALTH_PORT": "x"], ["http.port": "x"])
        #expect(all.count == 4)
    }

    @Test func unknownVariableOfAKnownSectionIsAWarning() throws {
        let environment = [
            "JQ_GRPC_PROT": "1", "JQ_JOB_ID": "x", "JQ_RUN_KEY": "x", "PATH": "/bin", "JQ_DATA_URL": "x",
        ]
        #expect(
            try warnings(nil, environment)
                == [#"the environment variable JQ_GRPC_PROT has no meaning; did you mean "JQ_GRPC_PORT"?"#])
    }

    @Test(arguments: [
        "postgres://jq:hunter2@db/jq", "postgresql://db/jq?user=jq&password=hunter2",
        "host=db user=jq password=hunter2", "host=db password = 'hunter2'",
    ])
    func passwordInTheFileIsAWarningThatDoesNotRepeatIt(url: String) throws {
        let found = try warnings("db:\n  url: \"\(url)\"\n")
        #expect(
            found == [
                "db.url holds a password at config.yaml:2:8; move it out of the file into the environment "
                    + "variable JQ_DB_URL"
            ])
        #expect(try warnings(nil, ["JQ_DB_URL": url]).isEmpty)
    }

    @Test(arguments: [
        "postgres://jq@db/jq", "postgres:///jq?host=/run/postgresql", "host=db user=jq",
        "postgres://jq:@db/jq", "host=db password=''", "service=password",
    ])
    func connectionWithoutPasswordIsFine(url: String) throws {
        #expect(try warnings("db:\n  url: \"\(url)\"\n").isEmpty)
    }

    @Test func secretIsNotRepeatedInAnError() throws {
        #expect(try messages("db: {url: [hunter2]}\n").contains { $0.contains("hunter2") } == false)
    }

    @Test func missingFileIsNamed() throws {
        let error = try #require(
            #expect(throws: SettingsError.self) { try Settings.load(file: "/nowhere/c.yaml") })
        #expect(
            error.description == "cannot read the configuration file /nowhere/c.yaml: it does not exist; "
                + "check the value of --config")
        #expect(throws: SettingsError.self) { try Settings.load(file: "/") }
    }
}

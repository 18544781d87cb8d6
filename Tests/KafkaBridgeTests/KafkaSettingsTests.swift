import Kafka
import KafkaBridge
import Testing

@Suite struct KafkaSettingsTests {
    private func bridge(
        _ brokers: String = "a:1", prefix: String = "", options: String = ""
    ) throws(KafkaSettingProblem) -> KafkaBridgeConfiguration {
        try KafkaBridgeConfiguration(brokers: brokers, clientID: "jq", topicPrefix: prefix, options: options)
    }

    private func problem(_ body: () throws(KafkaSettingProblem) -> KafkaBridgeConfiguration) -> String {
        do {
            _ = try body()
            return ""
        } catch { return error.description }
    }

    @Test(arguments: [
        ("kafka", "kafka"), ("kafka-1.example.com:9092", "kafka-1.example.com:9092"),
        (" a:1, b:65535 ,", "a:1,b:65535"),
        ("[::1]:9092,[fe80::1]", "[::1]:9092,[fe80::1]"), ("SASL_SSL://a_b:9093", "SASL_SSL://a_b:9093"),
    ])
    func addressesOfBrokers(text: String, brokers: String) throws {
        #expect(try bridge(text).kafka.brokers == brokers)
    }

    @Test(arguments: [
        "host:99999", "host:0", "host:", "host:x", ":9092", "http://host:9092", "a b:1", "::1", "[]:1",
        "[::1", "[::1]9",
        "a:1;b:2", "a:1,b:", "host:+1", "host:٣",
    ])
    func whatIsNoAddress(text: String) {
        let problem = problem { () throws(KafkaSettingProblem) in try bridge(text) }
        #expect(problem.hasPrefix("kafka.brokers: \"") && problem.contains("write host:port,host:port"))
    }

    @Test(arguments: [",", " , ,", ""])
    func noBroker(text: String) {
        #expect(
            problem { () throws(KafkaSettingProblem) in try bridge(text) }
                == "kafka.brokers: no broker is named; write host:port,host:port")
    }

    @Test func prefixesBeginNamesOfTopics() throws {
        #expect(try bridge(prefix: "staging.eu-1_").topicPrefix == "staging.eu-1_")
        #expect(try bridge(prefix: String(repeating: "a", count: 232)).topicPrefix.count == 232)
        for bad in ["a b", "a/", "ä", "\n", String(repeating: "a", count: 233)] {
            let problem = problem { () throws(KafkaSettingProblem) in try bridge(prefix: bad) }
            #expect(problem.hasPrefix("kafka.topic_prefix: ") && problem.count < 220)
        }
    }

    @Test func optionsOfLibrdkafka() throws {
        let text = #"security.protocol=SASL_SSL, sasl.password = a\,b=c ,,compression.codec=zstd"#
        #expect(
            try bridge(options: text).kafka.options == [
                "security.protocol": "SASL_SSL", "sasl.password": "a,b=c ", "compression.codec": "zstd",
            ])
        #expect(
            try bridge(options: #"ssl.key.location=C:\\keys"#).kafka.options["ssl.key.location"]
                == #"C:\\keys"#)
    }

    @Test func whatIsNoOptionIsNotRepeatedForItMayBePartOfASecret() {
        let bad = problem { () throws(KafkaSettingProblem) in try bridge(options: "sasl.password=a,hunter2") }
        #expect(bad.hasPrefix("kafka.options: part 2 has no \"=\"") && !bad.contains("hunter2"))
        #expect(problem { () throws(KafkaSettingProblem) in try bridge(options: "=x") }.contains("part 1"))
    }

    @Test(arguments: [
        "acks", "enable.idempotence", "request.required.acks", "message.timeout.ms", "delivery.timeout.ms",
        "bootstrap.servers", "metadata.broker.list", "client.id", "auto.offset.reset", "enable.auto.commit",
    ])
    func whatThePromisesRestOnCannotBeSet(name: String) {
        let bad = problem { () throws(KafkaSettingProblem) in try bridge(options: "linger.ms=1,\(name)=0") }
        #expect(bad.hasPrefix("kafka.options: "))
        let only = problem { () throws(KafkaSettingProblem) in try bridge(options: "\(name)=0") }
        #expect(only.hasPrefix("kafka.options: \(name) "))
    }

    @Test(.timeLimit(.minutes(1))) func brokersThatAreNotThereAreNamedWithTheReason() async throws {
        let nobody = try bridge("127.0.0.1:1")
        let error = await #expect(throws: (any Error).self) { try await KafkaBridge.countBrokers(nobody) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("127.0.0.1:1") && text.contains("refused") && !text.contains("(after"))
    }
}

import ArgumentParser
import Kafka
import KafkaBridge
import Settings

extension Settings {
    /// The bridge that the settings ask for; nil when they name no brokers.
    func kafkaBridge() throws -> KafkaBridgeConfiguration? {
        guard let brokers = kafka.brokers else { return nil }
        var options: [String: String] = [:]
        for part in (kafka.options ?? "").split(separator: ",") {
            guard let sign = part.firstIndex(of: "="), sign != part.startIndex else {
                throw ValidationError(
                    "kafka.options: \"\(part.prefix { $0 != "=" })\" has no value; write name=value,name=value"
                )
            }
            let name = part[..<sign].drop { $0 == " " }
            options[String(name)] = String(part[part.index(after: sign)...])
        }
        return KafkaBridgeConfiguration(
            kafka: KafkaConfiguration(brokers: brokers, clientID: kafka.clientID, options: options),
            topicPrefix: kafka.topicPrefix ?? "")
    }
}

import ArgumentParser
import KafkaBridge
import Settings

extension Settings {
    /// The bridge that the settings ask for; nil when they name no brokers.
    func kafkaBridge() throws -> KafkaBridgeConfiguration? {
        guard let brokers = kafka.brokers else { return nil }
        do {
            return try KafkaBridgeConfiguration(
                brokers: brokers, clientID: kafka.clientID, topicPrefix: kafka.topicPrefix ?? "",
                options: kafka.options ?? "")
        } catch { throw ValidationError("\(error)") }
    }
}

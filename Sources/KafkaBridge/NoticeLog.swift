import Kafka
import Logging
import Synchronization

/// Writes what goes wrong with Kafka into the log, each sort of trouble once in a while.
final class NoticeLog: Sendable {
    private let logger: Logger
    private let pacing = Mutex(LogPacing())
    /// The last trouble that librdkafka told of: why nothing gets through.
    private let lastProblem = Mutex<String?>(nil)

    init(_ logger: Logger) { self.logger = logger }

    /// What a client says about itself.
    func take(_ notice: KafkaNotice) {
        switch notice {
        case .problem(let error):
            // That all brokers are down is no reason why they are.
            if error.name != "_ALL_BROKERS_DOWN" { lastProblem.withLock { $0 = essence(error.description) } }
            write(.warning, "Kafka: \(error.message)", sort: error.name, ["error": "\(error.name)"])
        case .log(let level, let line):
            // Its warnings are repeated as problems, and its lines name threads and addresses.
            logger.debug("librdkafka: \(line)", metadata: ["level": "\(level)"])
        }
    }

    /// Everything is well again: what was wrong explains nothing that comes.
    func forgetProblem() { lastProblem.withLock { $0 = nil } }

    /// What went wrong; for want of an answer, why there is none.
    func explain(_ error: any Error) -> String {
        guard let error = error as? KafkaError, error.isSilence else { return "\(error)" }
        return lastProblem.withLock { $0 } ?? "\(error)"
    }

    /// A failure, as ERROR.
    func report(_ what: String, _ error: any Error, sort: String = "", _ metadata: Logger.Metadata = [:]) {
        let all = metadata.merging(["error": "\(explain(error))"]) { $1 }
        write(.error, what, sort: what + sort, all)
    }

    /// This message is on its way for long, and others behind it.
    func reportStall(_ message: KafkaMessage) {
        let problem = lastProblem.withLock { $0 } ?? "no answer from the brokers"
        write(
            .error, "cannot publish; the events wait in the database", sort: "stall",
            message.metadata.merging(["error": "\(problem)"]) { $1 })
    }

    private func write(
        _ level: Logger.Level, _ text: String, sort: String, _ metadata: Logger.Metadata
    ) {
        guard let suppressed = pacing.withLock({ $0.pass(sort) }) else { return }
        let more: Logger.Metadata = suppressed > 0 ? ["repeated": "\(suppressed)"] : [:]
        logger.log(level: level, "\(text)", metadata: metadata.merging(more) { $1 })
    }
}

/// "127.0.0.1:9092/1: Connect to ipv4#127.0.0.1:9092 failed: Connection refused", without for how long and how often.
private func essence(_ text: String) -> String {
    text.firstRange(of: " (after ").map { String(text[..<$0.lowerBound]) } ?? text
}

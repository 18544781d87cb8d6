import ArgumentParser
import Foundation
import TestKafka
import UnixSignals

/// Runs brokers that speak the Kafka protocol until it is told to end, for work at a shell and for tests that want
/// them in another process.
@main
struct TestKafkaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-test-kafka",
        abstract: "Brokers that speak the Kafka protocol, in memory, for tests.",
        discussion: """
            Prints the addresses of its brokers as one line, then obeys lines on standard input: `down` breaks all
            connections and takes no new ones, `up` takes them again, `topic NAME[:PARTITIONS]` makes a topic, `fail WAY...`
            lets the next produce requests fail (notLeader, timedOut, notEnoughReplicas, notAllowed). Each is answered
            by a line, `ok` or `error: ...`. Ends at the end of its input, and on SIGTERM or SIGINT; what it
            held is gone then. It keeps at most 5 MB of each partition, says nothing of what it forgets, and makes
            topics that somebody asks for.

            EXAMPLE
              mkfifo steer && jq-test-kafka <>steer      # and elsewhere: echo down >steer
            """)

    @Argument(
        help:
            "Topics to begin with, NAME or NAME:PARTITIONS. [default: those that jq writes, with 4 partitions]"
    )
    var topics: [String] = []

    @Option(help: "How many brokers.")
    var brokers: Int32 = 1

    func run() async throws {
        guard (1...9).contains(brokers) else {
            throw ValidationError("--brokers \(brokers) is not from 1 to 9")
        }
        let cluster = try MockCluster(count: brokers)
        for topic in topics.isEmpty ? Self.written : topics {
            guard makeTopic(topic, in: cluster) else {
                throw ValidationError("cannot make the topic \"\(topic)\"")
            }
        }
        // Caught from here on, so that whoever reads the line below can already end the program in good order.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        say(cluster.addresses)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in signals { break } }
            group.addTask { for await line in Self.lines() { say(obey(line, cluster)) } }
            await group.next()
            group.cancelAll()
        }
    }

    private static let written = [
        "job.submitted", "job.started", "job.completed", "job.failed", "job.dead-lettered",
        "worker.heartbeat",
    ]

    /// A thread of its own waits for input; it ends with the process.
    private static func lines() -> AsyncStream<String> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }
        }
    }

    private func obey(_ line: String, _ cluster: MockCluster) -> String {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("down", 1): cluster.setAway(true)
        case ("up", 1): cluster.setAway(false)
        case ("topic", 2):
            guard makeTopic(words[1], in: cluster) else {
                return "error: cannot make the topic \"\(words[1])\""
            }
        case ("fail", 2...):
            let ways = words.dropFirst().map(MockCluster.Failing.init(rawValue:))
            guard ways.allSatisfy({ $0 != nil }) else {
                return "error: \"\(line)\" names no known way to fail"
            }
            cluster.failProduce(ways.compactMap(\.self))
        default: return "error: \"\(line)\" is none of: down, up, topic NAME[:PARTITIONS], fail WAY..."
        }
        return "ok"
    }

    private func makeTopic(_ text: String, in cluster: MockCluster) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let partitions = parts.count == 1 ? 4 : Int32(parts[1])
        guard parts.count <= 2, !parts[0].isEmpty, let partitions, (1...1000).contains(partitions) else {
            return false
        }
        do { try cluster.makeTopic(String(parts[0]), partitions: partitions) } catch { return false }
        return true
    }

    /// Not print(), whose buffer a reader at a pipe would wait for.
    private func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}

import Foundation
import LinuxReactor
import Processes

/// Brokers in a process of their own: `jq-test-kafka`, steered by lines. It ends with the test's process at the latest.
public actor BrokerProcess {
    /// Why a test has no brokers.
    public enum Failure: Error {
        /// It ended, or never began; what it said.
        case ended(String)
        /// It refused a command.
        case refused(String)
    }

    /// Where to connect to.
    public nonisolated let addresses: String
    private var lines: AsyncStream<String>.Iterator
    private let steer: FileHandle
    private let process: Task<Void, any Error>

    /// Runs `body` with brokers that have these topics, each `NAME:PARTITIONS`, and ends them.
    public static func run<T: Sendable>(
        topics: [String], _ body: @Sendable (BrokerProcess) async throws -> T
    ) async throws -> T {
        let brokers = try await BrokerProcess(topics: topics)
        let result: Result<T, any Error>
        do { result = .success(try await body(brokers)) } catch { result = .failure(error) }
        brokers.process.cancel()
        _ = await brokers.process.result
        return try result.get()
    }

    /// Starts brokers, which end with this object.
    /// - Parameter topics: each `NAME:PARTITIONS`; others are made when they are asked for, with four partitions.
    public init(topics: [String] = []) async throws {
        let folder =
            FileManager.default.temporaryDirectory.path + "/jq-kafka-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let pipe = folder + "/steer"
        guard mkfifo(pipe, 0o600) == 0, let steer = FileHandle(forUpdatingAtPath: pipe) else {
            throw Failure.ended("cannot make a pipe")
        }
        self.steer = steer
        let (lines, heard) = AsyncStream.makeStream(of: String.self)
        process = Task {
            defer {
                heard.finish()
                try? FileManager.default.removeItem(atPath: folder)
            }
            let collector = LineCollector(heard)
            let result = try await runProcess(
                ProcessRequest(
                    executable: "/bin/sh",
                    arguments: ["-c", #"exec "$0" "$@" <"$STEER""#, Self.program] + topics,
                    environment: ["STEER": pipe], output: .capture(limit: 1 << 16), parentDeathSignal: SIGKILL
                )
            ) { stream, bytes in if stream == .output { collector.take(bytes) } }
            heard.yield("ended: " + String(decoding: result.standardError, as: UTF8.self))
        }
        var iterator = lines.makeAsyncIterator()
        guard let addresses = await iterator.next(), !addresses.hasPrefix("ended:") else {
            throw Failure.ended("no jq-test-kafka beside the tests")
        }
        self.addresses = addresses
        self.lines = iterator
    }

    deinit { process.cancel() }

    /// Makes a topic with this many partitions.
    public func makeTopic(_ name: String, partitions: Int32) async throws {
        try await say("topic \(name):\(partitions)")
    }

    /// Breaks every connection and takes no new ones, or takes them again.
    public func setAway(_ isAway: Bool) async throws { try await say(isAway ? "down" : "up") }

    /// The next produce requests fail in these ways, one after the other.
    public func failProduce(_ ways: [MockCluster.Failing]) async throws {
        try await say((["fail"] + ways.map(\.rawValue)).joined(separator: " "))
    }

    /// The program that was built with these tests.
    private static var program: String {
        let ours = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (ours as NSString).deletingLastPathComponent + "/jq-test-kafka"
    }

    /// Gives a command and waits until it was obeyed.
    public func say(_ line: String) async throws {
        try steer.write(contentsOf: Data((line + "\n").utf8))
        var iterator = lines
        let answer = await iterator.next(isolation: self)
        lines = iterator
        guard let answer else { throw Failure.ended("") }
        if answer != "ok" { throw Failure.refused(answer) }
    }
}

/// Cuts what a process writes into lines. Called on one thread.
private final class LineCollector: @unchecked Sendable {
    private var rest: [UInt8] = []
    private let lines: AsyncStream<String>.Continuation

    init(_ lines: AsyncStream<String>.Continuation) { self.lines = lines }

    func take(_ bytes: [UInt8]) {
        rest += bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.yield(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeFirst(end + 1)
        }
    }
}

import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import Logging

@testable import WorkerRuntime

/// The server's side of the Work stream over a real connection, spoken by a test line by line.
struct ScriptedServer: Jq_V1_WorkerService.SimpleServiceProtocol {
    private let opened: AsyncStream<ScriptedStream>
    private let continuation: AsyncStream<ScriptedStream>.Continuation

    init() { (opened, continuation) = AsyncStream.makeStream() }

    /// The next stream that a worker opens.
    func nextStream() async throws -> ScriptedStream {
        for await stream in opened { return stream }
        throw ScriptError(description: "the server has ended")
    }

    func work(
        request: RPCAsyncSequence<Jq_V1_WorkerMessage, any Error>,
        response: RPCWriter<Jq_V1_ServerMessage>, context: ServerContext
    ) async throws {
        let stream = ScriptedStream(response)
        continuation.yield(stream)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await message in request { stream.take(message) }
                stream.finish()
            }
            group.addTask { try await stream.untilCut() }
            try await group.next()
            group.cancelAll()
        }
    }

    func registerWorker(
        request: Jq_V1_RegisterWorkerRequest, context: ServerContext
    ) async throws -> Jq_V1_RegisterWorkerResponse { throw unimplemented }

    func heartbeat(
        request: Jq_V1_HeartbeatRequest, context: ServerContext
    ) async throws -> Jq_V1_HeartbeatResponse { throw unimplemented }

    func streamJobs(
        request: Jq_V1_StreamJobsRequest, response: RPCWriter<Jq_V1_Assignments>, context: ServerContext
    ) async throws { throw unimplemented }

    func reportResult(
        request: Jq_V1_ReportResultRequest, context: ServerContext
    ) async throws -> Jq_V1_ReportResultResponse { throw unimplemented }

    func deregister(
        request: Jq_V1_DeregisterRequest, context: ServerContext
    ) async throws -> Jq_V1_DeregisterResponse { throw unimplemented }

    private var unimplemented: RPCError { RPCError(code: .unimplemented, message: "not in the script") }
}

struct ScriptError: Error, CustomStringConvertible { let description: String }

/// One Work stream as the server sees it.
final class ScriptedStream: Sendable {
    private let writer: RPCWriter<Jq_V1_ServerMessage>
    private let messages: AsyncStream<Jq_V1_WorkerMessage>
    private let continuation: AsyncStream<Jq_V1_WorkerMessage>.Continuation
    private let cuts = AsyncStream<Void>.makeStream()

    init(_ writer: RPCWriter<Jq_V1_ServerMessage>) {
        self.writer = writer
        (messages, continuation) = AsyncStream.makeStream()
    }

    func take(_ message: Jq_V1_WorkerMessage) { continuation.yield(message) }
    func finish() { continuation.finish() }

    /// Ends the stream with an error, as a server does that goes away.
    func cut() { cuts.continuation.finish() }

    func untilCut() async throws {
        for await _ in cuts.stream {}
        throw RPCError(code: .unavailable, message: "the server goes away")
    }

    func send(_ content: Jq_V1_ServerMessage.OneOf_Message) async throws {
        var message = Jq_V1_ServerMessage()
        message.message = content
        try await writer.write(message)
    }

    func assign(_ assignments: Jq_V1_Assignment...) async throws {
        var list = Jq_V1_Assignments()
        list.assignments = assignments
        try await send(.assignments(list))
    }

    /// The next message; throws when the worker has ended its side.
    func next() async throws -> Jq_V1_WorkerMessage {
        for await message in messages { return message }
        throw ScriptError(description: "the worker has ended its stream")
    }

    /// The next message that `pick` wants; the others are passed over.
    func next<Part>(_ pick: (Jq_V1_WorkerMessage) -> Part?) async throws -> Part {
        while true {
            if let part = pick(try await next()) { return part }
        }
    }

    /// Receives the hello, welcomes the worker and waits for its first credits.
    @discardableResult
    func welcome(
        _ welcome: Jq_V1_Welcome = Jq_V1_Welcome()
    ) async throws -> (hello: Jq_V1_WorkerHello, credits: Int) {
        let hello = try await nextHello()
        try await send(.welcome(welcome))
        let credits = try await next { $0.credits > 0 ? Int($0.credits) : nil }
        return (hello, credits)
    }

    func nextHello() async throws -> Jq_V1_WorkerHello {
        try await next { if case .hello(let hello)? = $0.message { hello } else { nil } }
    }

    func nextReports() async throws -> Jq_V1_WorkerReports {
        try await next { if case .reports(let reports)? = $0.message { reports } else { nil } }
    }

    func acknowledge(_ reports: Jq_V1_WorkerReports, stale: [String] = []) async throws {
        var ack = Jq_V1_ReportAck()
        ack.sequence = reports.sequence
        ack.stale = stale
        try await send(.ack(ack))
    }

    /// Acknowledges reports until so many results have come.
    func results(_ count: Int) async throws -> [Jq_V1_JobResult] {
        var results: [Jq_V1_JobResult] = []
        while results.count < count {
            let reports = try await nextReports()
            results += reports.results
            try await acknowledge(reports)
        }
        return results
    }

    /// Acknowledges reports until the start of this job has come.
    func untilStarted(_ jobID: String) async throws {
        while true {
            let reports = try await nextReports()
            try await acknowledge(reports)
            if reports.started.contains(where: { $0.jobID == jobID }) { return }
        }
    }

    /// Whether the worker says goodbye before it ends its side.
    func untilGoodbye() async throws {
        _ = try await next { message in
            if case .reports? = message.message { return nil as Bool? }
            return message.message == .goodbye(true) ? true : nil
        }
    }
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs a server on a free loopback port until `body` is through with it.
func withServer(_ script: ScriptedServer, _ body: (Int) async throws -> Void) async throws {
    let transport = HTTP2ServerTransport.Posix(
        address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: .plaintext)
    let server = GRPCServer(transport: transport, services: [script])
    // Shut down and not cancelled: a transport whose task is cancelled leaves connections behind that it has just
    // accepted (swift-nio issue 2637).
    let serving = Task { try await server.serve() }
    defer { server.beginGracefulShutdown() }
    let port = try await transport.listeningAddress.ipv4?.port ?? 0
    do {
        try await body(port)
    } catch {
        server.beginGracefulShutdown()
        try? await serving.value
        throw error
    }
    server.beginGracefulShutdown()
    try await serving.value
}

/// Runs a worker against a scripted server; both end when `body` has.
func withWorker(
    _ handlers: HandlerRegistry, concurrency: Int = 4, grace: Duration = .seconds(60),
    logger: Logger = quietLogger, _ body: (ScriptedServer, Worker) async throws -> Void
) async throws {
    let script = ScriptedServer()
    try await withServer(script) { port in
        var configuration = WorkerConfiguration(
            servers: [.host("127.0.0.1", port: port)], pool: "general", concurrency: concurrency,
            gracePeriod: grace, version: "1.0-test")
        // The script answers when it gets its turn among all the other tests.
        configuration.connectTimeout = .seconds(120)
        let worker = Worker(configuration: configuration, handlers: handlers, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            defer { worker.terminate() }
            try await body(script, worker)
            worker.terminate()
            try await group.waitForAll()
        }
    }
}

import Foundation
import GRPCCore
import JobQueueProto
import SwiftProtobuf
import Testing
import WorkerRuntime

/// What a watch told, in order.
struct Watched: Sendable {
    var updates: [Jq_V1_JobUpdate] = []

    var pieces: [Jq_V1_OutputChunk] {
        updates.compactMap { if case .output(let piece)? = $0.update { piece } else { nil } }
    }
    var events: [Jq_V1_JobEvent] {
        updates.compactMap { if case .event(let event)? = $0.update { event } else { nil } }
    }
    var job: Jq_V1_Job? {
        updates.reversed().lazy.compactMap { if case .job(let job)? = $0.update { job } else { nil } }.first
    }

    func text(_ stream: Int32 = 1, attempt: Int32? = nil) -> String {
        let data = pieces.filter { $0.stream == stream && (attempt ?? $0.attempt) == $0.attempt }.map(\.data)
        return String(decoding: data.reduce(Data(), +), as: UTF8.self)
    }

    /// One word per message: the state of an event, or the text of a piece.
    var story: [String] {
        updates.compactMap { update in
            switch update.update {
            case .event(let event)?: "\(event.toStatus)".split(separator: ".").last.map(String.init) ?? ""
            case .output(let piece)?: String(decoding: piece.data, as: UTF8.self)
            default: nil
            }
        }
    }
}

extension Plane {
    /// Submits a job that runs a shell script.
    func submitScript(
        _ script: String, queue: String = "default", _ change: (inout Jq_V1_JobSubmission) -> Void = { _ in }
    ) async throws -> String {
        let payload = try JSONSerialization.data(withJSONObject: ["command": ["sh", "-c", script]])
        return try await submit(queue, String(decoding: payload, as: UTF8.self), change)
    }

    /// Watches a job until the stream ends; `seen` is called after each message.
    func watch(
        _ id: String, follow: Bool = true, attempt: Int32 = 0,
        _ seen: @escaping @Sendable (Watched) throws -> Void = { _ in }
    ) async throws -> Watched {
        let request = Jq_V1_WatchJobRequest.with {
            $0.jobID = id
            $0.follow = follow
            $0.attempt = attempt
        }
        return try await jobs.watchJob(request) { response in
            var watched = Watched()
            for try await update in response.messages {
                watched.updates.append(update)
                try seen(watched)
            }
            return watched
        }
    }
}

/// A server that a test ends when it wants to.
struct StoppableServer {
    let port: Int
    private let stop: AsyncStream<Void>.Continuation
    private let ended: Task<Void, any Error>

    init(conninfo: String) async throws {
        let (stopped, stop) = AsyncStream<Void>.makeStream()
        let (ports, port) = AsyncStream<Int>.makeStream()
        ended = Task {
            try await withPlane(conninfo: conninfo) { plane in
                port.yield(plane.port)
                for await _ in stopped {}
            }
        }
        self.stop = stop
        var first = ports.makeAsyncIterator()
        self.port = try #require(await first.next())
    }

    func end() async throws {
        stop.finish()
        try await ended.value
    }
}

import KubernetesClient
import KubernetesProtocol
import Synchronization

@testable import KubernetesRuntime

/// A way to a cluster whose every answer the test gives by hand.
final class ScriptedCluster: ClusterConnection {
    struct Send: Sendable {
        let request: APIRequest
        let reply: FirstOf<Result<APIResponse, KubernetesError>>

        func answer(_ list: ObjectList) {
            reply.settle(.success(APIResponse(status: 200, body: json(list))))
        }
        func fail(_ error: KubernetesError) { reply.settle(.failure(error)) }
    }

    struct Watch: Sendable {
        let request: APIRequest
        let idleTimeout: Duration
        let reply: FirstOf<Result<ScriptedWatch, KubernetesError>>

        func open() -> ScriptedWatch {
            let watch = ScriptedWatch()
            reply.settle(.success(watch))
            return watch
        }
        func fail(_ error: KubernetesError) { reply.settle(.failure(error)) }
    }

    private let sends: AsyncStream<Send>
    private let watches: AsyncStream<Watch>
    private let sendSink: AsyncStream<Send>.Continuation
    private let watchSink: AsyncStream<Watch>.Continuation

    private let heedsCancellation: Bool

    /// - Parameter heedsCancellation: whether a call ends when its task is cancelled, as it should.
    init(heedsCancellation: Bool = true) {
        self.heedsCancellation = heedsCancellation
        (sends, sendSink) = AsyncStream.makeStream()
        (watches, watchSink) = AsyncStream.makeStream()
    }

    /// The next request that is not a watch.
    func nextSend() async throws -> Send {
        for await send in sends { return send }
        throw CancellationError()
    }

    /// The next watch.
    func nextWatch() async throws -> Watch {
        for await watch in watches { return watch }
        throw CancellationError()
    }

    func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
        let reply = FirstOf<Result<APIResponse, KubernetesError>>()
        sendSink.yield(Send(request: request, reply: reply))
        return try await withTaskCancellationHandler {
            await reply.value
        } onCancel: {
            if heedsCancellation { reply.settle(.failure(.cancelled)) }
        }.get()
    }

    func watch(
        _ request: APIRequest, idleTimeout: Duration
    ) async throws(KubernetesError) -> any WatchStream {
        let reply = FirstOf<Result<ScriptedWatch, KubernetesError>>()
        watchSink.yield(Watch(request: request, idleTimeout: idleTimeout, reply: reply))
        return try await withTaskCancellationHandler {
            await reply.value
        } onCancel: {
            if heedsCancellation { reply.settle(.failure(.cancelled)) }
        }.get()
    }
}

/// A watch whose every event the test sends by hand.
final class ScriptedWatch: WatchStream {
    private struct State {
        var waiting: [Result<[WatchEvent]?, KubernetesError>] = []
        var reader: FirstOf<Result<[WatchEvent]?, KubernetesError>>?
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let cancelled = FirstOf<Void>()

    func send(_ events: WatchEvent...) { put(.success(events)) }
    func end() { put(.success(nil)) }
    func fail(_ error: KubernetesError) { put(.failure(error)) }
    /// Returns once the watch was cancelled.
    func untilCancelled() async { await cancelled.value }

    private func put(_ result: Result<[WatchEvent]?, KubernetesError>) {
        let reader = state.withLock { state -> FirstOf<Result<[WatchEvent]?, KubernetesError>>? in
            guard let reader = state.reader else {
                state.waiting.append(result)
                return nil
            }
            state.reader = nil
            return reader
        }
        reader?.settle(result)
    }

    func next() async throws(KubernetesError) -> [WatchEvent]? {
        let reply = FirstOf<Result<[WatchEvent]?, KubernetesError>>()
        state.withLock { state in
            if state.isCancelled {
                reply.settle(.failure(.cancelled))
            } else if state.waiting.isEmpty {
                state.reader = reply
            } else {
                reply.settle(state.waiting.removeFirst())
            }
        }
        return try await reply.value.get()
    }

    func cancel() {
        let reader = state.withLock { state in
            state.isCancelled = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.settle(.failure(.cancelled))
        cancelled.settle(())
    }
}

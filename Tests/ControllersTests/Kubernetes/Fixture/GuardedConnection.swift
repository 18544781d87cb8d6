import Controllers
import KubernetesClient
import KubernetesProtocol
import Synchronization

/// A connection whose process may die before or after each write, and may be suspended.
struct GuardedConnection: ClusterConnection {
    let base: any ClusterConnection
    let moments: Moments
    /// Told every request, for tests that count them.
    var onRequest: @Sendable (APIRequest) -> Void = { _ in }
    /// Requests wait for it while the process is suspended.
    var suspension = Suspension()

    func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
        await suspension.pass()
        onRequest(request)
        if request.isRead {
            if moments.isDead { throw .cancelled }
            return try await base.send(request)
        }
        let name = "\(request.method.rawValue) \(request.path)"
        guard moments.pass(.before, name) else { throw .cancelled }
        let result: Result<APIResponse, KubernetesError>
        do throws(KubernetesError) { result = .success(try await base.send(request)) } catch {
            result = .failure(error)
        }
        await suspension.pass()
        guard moments.pass(.after, name) else { throw .cancelled }
        return try result.get()
    }

    func watch(
        _ request: APIRequest, idleTimeout: Duration
    ) async throws(KubernetesError) -> any WatchStream {
        await suspension.pass()
        onRequest(request)
        if moments.isDead { throw .cancelled }
        return try await base.watch(request, idleTimeout: idleTimeout)
    }
}

/// Stops every request of a process for as long as it is suspended, as SIGSTOP does.
final class Suspension: Sendable {
    private struct State {
        var isSuspended = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func suspend() { state.withLock { $0.isSuspended = true } }

    func resume() {
        let held = state.withLock { state in
            state.isSuspended = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isSuspended { state.held.append(continuation) }
                return !state.isSuspended
            }
            if isFree { continuation.resume() }
        }
    }
}

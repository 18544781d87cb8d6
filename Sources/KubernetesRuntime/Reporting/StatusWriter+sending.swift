internal import KubernetesClient
internal import KubernetesProtocol
internal import Logging
internal import Resources
internal import ServiceLifecycle
internal import Synchronization

extension StatusWriter {
    private typealias Write = StatusCoalescing<StatusTarget>.Write

    private enum Turn {
        case write(Write, uid: String?)
        case wait(until: ContinuousClock.Instant?)
        case over
    }

    /// Writes statuses until a graceful shutdown or ``finish()``, then what still waits, for a limited time.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                await dispatch(into: &group)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            if self.endsAtShutdown { self.finish() }
        }
        let waiters = state.withLock { state in
            defer { state.idleWaiters = [] }
            return state.idleWaiters
        }
        for waiter in waiters { waiter.settle(false) }
    }

    private func dispatch(into group: inout TaskGroup<Void>) async {
        var deadline: ContinuousClock.Instant?
        while !Task.isCancelled {
            if deadline == nil, state.withLock({ $0.isShutDown }) { deadline = clock.now + shutdownTime }
            if let deadline, clock.now >= deadline { return }
            switch nextTurn() {
            case .write(let write, let uid):
                group.addTask { await self.perform(write, uid: uid) }
            case .wait(let until):
                let first = [until, deadline].compactMap { $0 }.min()
                await wakeup.wait(until: first, clock: clock)
            case .over: return
            }
        }
    }

    private func nextTurn() -> Turn {
        let now = clock.now
        return state.withLock { state in
            if state.isShutDown, state.machine.isIdle { return .over }
            guard state.machine.inFlight < concurrency else { return .wait(until: nil) }
            guard let write = state.machine.next(at: now) else {
                return .wait(until: state.machine.nextWake(at: now))
            }
            return .write(write, uid: state.uids[write.key])
        }
    }

    private func perform(_ write: Write, uid: String?) async {
        let target = write.key
        do throws(KubernetesError) {
            let answer = try await connection.send(request(target, uid: uid, write.status)).object()
            if let uid, !uid.isEmpty, !answer.metadata.uid.isEmpty, answer.metadata.uid != uid {
                try await takeBack(from: target)
            } else {
                settle(target, answer)
            }
        } catch { settle(target, error) }
    }

    /// The object was deleted and created again since it was read, and the new one got the status of the old:
    /// for custom resources the API server does not compare the uid of a write to `/status`. Applying nothing
    /// removes what this manager applied.
    private func takeBack(from target: StatusTarget) async throws(KubernetesError) {
        _ = try await connection.send(request(target, uid: nil, .object([:])))
        finish { state, now in
            // What is known of the new object, if it was submitted meanwhile, stays.
            if !state.machine.failed(target, .replaced, at: now) { state.forget(target) }
            state.silences = 0
        }
        logger.debug("took back the status of a deleted object", metadata: ["object": "\(target)"])
        report(target, .dropped)
    }

    private func request(_ target: StatusTarget, uid: String?, _ status: Value) -> APIRequest {
        var metadata: [String: Value] = ["name": .string(target.key.name)]
        if !target.key.namespace.isEmpty { metadata["namespace"] = .string(target.key.namespace) }
        if let uid, !uid.isEmpty { metadata["uid"] = .string(uid) }
        let object: Value = .object([
            "apiVersion": .string(target.resource.apiVersion), "kind": .string(target.resource.kind),
            "metadata": .object(metadata), "status": status,
        ])
        return .apply(
            target.resource, key: target.key, subresource: "status", fieldManager: fieldManager, force: true,
            object: object)
    }

    private func settle(_ target: StatusTarget, _ object: KubernetesObject) {
        let version = object.metadata.resourceVersion
        finish { state, now in
            state.machine.written(target, answer: object.status, at: now)
            state.silences = 0
            // Unless it was forgotten meanwhile.
            if state.uids[target] != nil { state.versions[target] = version }
        }
        report(target, .written(version))
    }

    private func settle(_ target: StatusTarget, _ error: KubernetesError) {
        var outcome: StatusOutcome?
        finish { state, now in
            let failure = Self.failure(error)
            if case .status = error {
                state.silences = 0
            } else {
                // Nobody answers: that concerns all objects, not this one.
                state.silences += 1
                state.machine.holdBack(
                    until: now + configuration.backoff.delay(afterFailures: state.silences))
            }
            let willSend = state.machine.failed(
                target, failure, at: now, random: .random(in: 0...1))
            outcome = Self.outcome(failure, error, willSend: willSend)
            if failure == .gone, !willSend { state.forget(target) }
        }
        // A server that cannot read a status answers 500 to a server-side apply, again and again.
        logger.log(
            level: error.status?.code == 500 ? .warning : .debug, "a status was not written",
            metadata: ["object": "\(target)", "error": "\(error)"])
        if let outcome { report(target, outcome) }
    }

    private func finish(_ body: (inout State, ContinuousClock.Instant) -> Void) {
        let now = clock.now
        let waiters = state.withLock { state in
            body(&state, now)
            return state.takeIdleWaiters()
        }
        for waiter in waiters { waiter.settle(true) }
        wakeup.signal()
    }

    private static func failure(_ error: KubernetesError) -> StatusCoalescing<StatusTarget>.Failure {
        guard case .status(let status) = error else { return .retry(after: nil) }
        switch status.code {
        case 404: return .gone
        case 409: return .conflict
        case 401, 408, 429, 500...: return .retry(after: status.retryAfter)
        default: return .refused
        }
    }

    private static func outcome(
        _ failure: StatusCoalescing<StatusTarget>.Failure, _ error: KubernetesError, willSend: Bool
    ) -> StatusOutcome? {
        guard case .status(let status) = error else { return nil }
        switch failure {
        case .gone, .replaced: return .dropped
        case .refused: return .refused(status)
        case .conflict: return willSend ? nil : .conflicted(status)
        case .retry: return nil
        }
    }
}

internal import KubernetesClient
internal import KubernetesProtocol
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

extension EventRecorder {
    /// How often an event is offered, and the time between two offers before jitter (client-go).
    private static let tries = 12
    private static let pause = Duration.seconds(10)
    /// What waits at a shutdown is still offered once, for so long in all.
    private static let shutdownTime = Duration.seconds(5)

    enum Offer: Hashable {
        case settled
        case retry(after: Duration?)
    }

    /// Sends events until a graceful shutdown, then offers those that wait once more.
    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    if let event = self.next() {
                        try await self.send(event)
                    } else {
                        let sweep = self.state.withLock { $0.nextSweep }
                        await self.wakeup.wait(until: sweep, clock: self.clock)
                    }
                }
            }
        } catch is CancellationError {}
        state.withLock { $0.isShutDown = true }
        let deadline = clock.now + Self.shutdownTime
        _ = await withDeadline(deadline, clock: clock) {
            while !Task.isCancelled, let event = self.next() {
                _ = await self.offer(event)
                self.settle()
            }
        }
    }

    private func send(_ event: EventSeries.Outcome) async throws {
        for attempt in 1...Self.tries {
            guard case .retry(let after) = await offer(event) else { return settle() }
            guard attempt < Self.tries else { break }
            let jittered = Self.pause * Double.random(in: 0.5...1.5)
            try await clock.sleep(until: clock.now + max(after ?? .zero, jittered))
        }
        settle()
        logger.warning("gave up an event that the API server does not take")
    }

    /// Sends an event once.
    private func offer(_ event: EventSeries.Outcome) async -> Offer {
        switch event {
        case .create(let record): return await create(record)
        case .update(let record):
            let patch = APIRequest.mergePatch(.events, key: record.objectKey, patch: record.seriesPatch)
            do throws(KubernetesError) {
                _ = try await connection.send(patch)
                return .settled
            } catch {
                // Events live for an hour by default: a long series outlives its object.
                if case .status(let status) = error, status.code == 404 { return await create(record) }
                return judge(error)
            }
        case .counted, .suppressed: return .settled
        }
    }

    private func create(_ record: EventRecord) async -> Offer {
        let object = record.object(controller: controller, instance: instance)
        do throws(KubernetesError) {
            _ = try await connection.send(.create(.events, object: object))
            return .settled
        } catch { return judge(error) }
    }

    /// Whether it makes sense to offer it again.
    private func judge(_ error: KubernetesError) -> Offer {
        switch error {
        case .status(let status) where status.code == 409: return .settled
        case .status(let status) where status.code == 429 || status.code >= 500 || status.code == 401:
            return .retry(after: status.retryAfter)
        case .status(let status):
            logger.debug("the API server refused an event", metadata: ["error": "\(status)"])
            return .settled
        // What was cancelled may have arrived: then the next offer is answered with a conflict.
        case .transport, .credentials, .cancelled: return .retry(after: nil)
        case .malformed: return .settled
        }
    }
}

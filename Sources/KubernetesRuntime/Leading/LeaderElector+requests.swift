internal import KubernetesClient
internal import KubernetesProtocol
internal import Logging
internal import Resources
internal import Synchronization

extension LeaderElector {
    /// Renews the lease until it is lost or the task is cancelled.
    func renew() async {
        while !Task.isCancelled {
            do {
                if try await advance() == .lost {
                    logger.error(
                        "lost the lease; the led work must end",
                        metadata: ["lease": "\(lease)", "holder": "\(holder ?? "")"])
                    return
                }
            } catch { return }
        }
    }

    /// Gives the lease back, if this process may hold it, also when the task is cancelled: `withDeadline` works
    /// in a task of its own. The lease runs out anyway, so this does not take long.
    func release() async {
        state.withLock { $0.machine.beginRelease() }
        _ = await withDeadline(clock.now + configuration.renewDeadline, clock: clock) {
            do { while try await self.advance() != .released {} } catch { return }
        }
    }

    /// Does the next step: sends one request, or waits.
    @discardableResult
    func advance() async throws -> LeaderElection.Step {
        let wallTime = Timestamp.microTime(micros: clock.wallMicros)
        let (step, deadline) = state.withLock { state in
            let step = state.machine.next(
                at: clock.now, wallTime: wallTime, random: .random(in: 0...1))
            return (step, state.machine.deadline)
        }
        switch step {
        case .wait(let until): try await clock.sleep(until: until)
        case .lost, .released: break
        case .read: await exchange(.get(.leases, key: lease), deadline)
        case .create(let record):
            let object = KubernetesObject(
                .leases, metadata: ObjectMeta(name: lease.name, namespace: lease.namespace),
                spec: record.spec())
            await exchange(.create(.leases, object: object), deadline)
        case .replace(let record, let resourceVersion):
            await exchange(.replace(.leases, object: lease(record, resourceVersion)), deadline)
        }
        return step
    }

    private func lease(_ record: LeaseRecord, _ resourceVersion: String) -> KubernetesObject {
        var object =
            state.withLock { $0.object }
            ?? KubernetesObject(
                .leases, metadata: ObjectMeta(name: lease.name, namespace: lease.namespace))
        object.metadata.resourceVersion = ResourceVersion(resourceVersion)
        object.spec = record.spec(over: object.spec)
        return object
    }

    /// Sends a request and tells the machine the answer. A leader waits no longer than it may lead.
    private func exchange(_ request: APIRequest, _ deadline: ContinuousClock.Instant?) async {
        let connection = connection
        let limit = deadline ?? clock.now + configuration.renewDeadline
        let result = await withDeadline(limit, clock: clock) {
            () -> Result<KubernetesObject, KubernetesError> in
            do throws(KubernetesError) {
                return .success(try await connection.send(request).object())
            } catch { return .failure(error) }
        }
        let answer: LeaderElection.Answer
        switch result {
        case .success(let object):
            state.withLock { $0.object = object }
            answer = .lease(
                LeaseRecord(spec: object.spec), resourceVersion: object.metadata.resourceVersion.text)
        case .failure(.status(let status)) where status.code == 404: answer = .notFound
        case .failure(.status(let status)) where status.code == 409: answer = .conflict
        case .failure(let error):
            answer = .failed
            report("\(error)", request)
        case nil:
            answer = .failed
            report("no answer in time", request)
        }
        if answer != .failed { liveness?.beat() }
        state.withLock { $0.machine.handle(answer, at: clock.now) }
    }

    private func report(_ error: String, _ request: APIRequest) {
        liveness?.fail(error)
        logger.warning(
            "cannot reach the lease",
            metadata: ["lease": "\(lease)", "request": "\(request.method.rawValue)", "error": "\(error)"])
    }
}

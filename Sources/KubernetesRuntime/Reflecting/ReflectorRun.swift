internal import KubernetesClient
internal import KubernetesProtocol
internal import Logging

/// One run of a reflector: carries out what the machine decides. It belongs to one task.
struct ReflectorRun<Item: Sendable> {
    private struct Request {
        let id: Int
        let task: Task<Void, Never>
    }

    let reflector: Reflector<Item>
    private var machine: ReflectorMachine
    private let inbox = ReflectorInbox()
    private var lastID = 0
    private var request: Request?
    private var probe: Request?
    private var stream: (any WatchStream)?

    init(_ reflector: Reflector<Item>) {
        self.reflector = reflector
        machine = ReflectorMachine(reflector.configuration, seen: reflector.cache.resourceVersion)
    }

    /// Follows the collection until the task is cancelled.
    mutating func follow() async {
        feed(.start)
        while !Task.isCancelled {
            await inbox.wakeup.wait(until: machine.nextWake, clock: reflector.clock)
            for message in inbox.takeAll() { take(message) }
            if let due = machine.nextWake, due <= reflector.clock.now { feed(.timer) }
        }
        let tasks = [request, probe].compactMap { $0?.task }
        closeWatch()
        for task in tasks {
            task.cancel()
            await task.value
        }
        for message in inbox.takeAll() { message.stream?.cancel() }
    }

    private mutating func take(_ message: ReflectorInbox.Message) {
        if message.request == probe?.id {
            probe = nil
            feed(message.input)
        } else if message.request == request?.id {
            request = nil
            if let opened = message.stream { stream = opened }
            if case .watchEnded = message.input { stream = nil }
            feed(message.input)
            readOn()
        } else {
            message.stream?.cancel()
        }
    }

    private mutating func feed(_ input: ReflectorInput) {
        let actions = machine.handle(input, at: reflector.clock.now, random: reflector.random())
        for action in actions { perform(action) }
        reflector.publish(machine)
    }

    private mutating func perform(_ action: ReflectorAction) {
        switch action {
        case .list(let list): request = start(list, { .page($0) }, orFailure: { .requestFailed($0) })
        case .probe(let list):
            probe = start(list, { .probeSucceeded($0.resourceVersion) }, orFailure: { .probeFailed($0) })
        case .openWatch(let watch, let idleTimeout): open(watch, idleTimeout)
        case .closeWatch: closeWatch()
        case .note(let note): reflector.log(note)
        case .stage, .dropStaged, .commitStaged, .apply, .advance, .resync: reflector.change(action)
        }
    }

    /// Sends a list. It is read in the request's own task, so that a large page holds up nothing here.
    private mutating func start(
        _ list: APIRequest, _ success: @escaping @Sendable (ObjectList) -> ReflectorInput,
        orFailure failure: @escaping @Sendable (ReflectorFailure) -> ReflectorInput
    ) -> Request {
        begin { [connection = reflector.connection] in
            do throws(KubernetesError) {
                return (success(try await connection.send(list).list()), nil)
            } catch {
                return (failure(ReflectorFailure(error)), nil)
            }
        }
    }

    private mutating func open(_ watch: APIRequest, _ idleTimeout: Duration) {
        request = begin { [connection = reflector.connection] in
            do throws(KubernetesError) {
                return (.watchOpened, try await connection.watch(watch, idleTimeout: idleTimeout))
            } catch {
                return (.requestFailed(ReflectorFailure(error)), nil)
            }
        }
    }

    /// Asks for the next events, if there is a watch and nobody asks yet. Events are asked for only when the
    /// ones before have been dealt with: a slow program slows the server down and fills no memory.
    private mutating func readOn() {
        guard let stream, request == nil else { return }
        request = begin {
            do throws(KubernetesError) {
                guard let events = try await stream.next() else { return (.watchEnded(nil), nil) }
                return (.events(events), nil)
            } catch {
                return (.watchEnded(ReflectorFailure(error)), nil)
            }
        }
    }

    private mutating func begin(
        _ work: @escaping @Sendable () async -> (ReflectorInput, (any WatchStream)?)
    ) -> Request {
        lastID += 1
        let id = lastID
        let task = Task { [inbox] in
            let (input, stream) = await work()
            inbox.post(ReflectorInbox.Message(request: id, input: input, stream: stream))
        }
        return Request(id: id, task: task)
    }

    private mutating func closeWatch() {
        request?.task.cancel()
        request = nil
        stream?.cancel()
        stream = nil
    }
}

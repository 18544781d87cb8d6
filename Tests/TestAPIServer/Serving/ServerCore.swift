import NIOCore
import NIOHTTP1
import Resources
import Synchronization

/// Takes requests and gives answers; what all endpoints of one server share.
final class ServerCore: Sendable {
    let state: Mutex<ClusterState>
    let tokens = TokenTable()
    let faults = FaultPlan()
    let log = RequestLog()
    let gates = Mutex<[String: FaultGate]>([:])
    let options: Options

    /// How many seconds before its end a watch gets its last bookmark.
    private static let lastBookmarkLead = 2

    struct Options: Sendable {
        var allowsAnonymous = true
        /// Bodies from this size on are compressed for clients that take it.
        var compressionThreshold = 128 << 10
        /// How often a watch gets a bookmark by itself; nil for never.
        var bookmarkInterval: TimeAmount? = .seconds(60)
    }

    init(state: ClusterState, options: Options) {
        self.state = Mutex(state)
        self.options = options
    }

    /// Answers a request, now or later.
    func serve(_ request: IncomingRequest, _ reply: ReplyWriter) {
        let target = RequestTarget(request)
        let number = log.add(request, target)
        if request.path.hasPrefix("/test/") {
            return answer(TestCommands(self).answer(to: request), number, reply, [])
        }
        let faults = faults.faults(for: request, target)
        proceed(request, target, number, reply, faults, rest: faults[...])
    }

    /// Lets the faults happen that come before the work, then works.
    private func proceed(
        _ request: IncomingRequest, _ target: RequestTarget?, _ number: Int, _ reply: ReplyWriter,
        _ faults: [Fault], rest: ArraySlice<Fault>
    ) {
        var rest = rest
        while let fault = rest.popFirst() {
            switch fault {
            case .status(let code, let reason, let message, let retryAfter):
                let failure = APIFailure(code: code, reason: reason, message: message, retryAfter: retryAfter)
                return answer(Answer(failure), number, reply, [])
            case .body(let code, let contentType, let text):
                return answer(
                    Answer(status: code, contentType: contentType, body: Array(text.utf8)), number, reply, [])
            case .resetBefore: return reply.reset()
            case .neverAnswer: return
            case .holdBefore(let gate):
                return gate.pass { [rest] in
                    reply.channel.eventLoop.execute {
                        self.proceed(request, target, number, reply, faults, rest: rest)
                    }
                }
            case .compact: compactAll()
            case .expireContinue where request.query["continue"] != nil:
                let token = try? ContinueToken(text: request.query["continue"] ?? "")
                let after = token?.after ?? ObjectName(namespace: "", name: "")
                let offered = ContinueToken(revision: -1, after: after).text
                return answer(Answer(.expiredPage(offering: offered)), number, reply, [])
            default: continue
            }
        }
        work(request, target, number, reply, faults)
    }

    private func work(
        _ request: IncomingRequest, _ target: RequestTarget?, _ number: Int, _ reply: ReplyWriter,
        _ faults: [Fault]
    ) {
        do throws(APIFailure) {
            let caller = try identify(request)
            log.note(number, user: caller.name)
            var request = request
            request.caller = caller
            let processor = RequestProcessor(core: self, request: request, target: target)
            if let target, target.verb == "watch" {
                try watch(processor, target, number, reply, faults)
            } else {
                answer(try processor.answer(), number, reply, faults)
            }
        } catch {
            answer(Answer(error), number, reply, faults)
        }
    }

    private func identify(_ request: IncomingRequest) throws(APIFailure) -> Caller {
        let caller = try tokens.caller(
            authorization: request.header("Authorization"), otherwise: request.caller)
        if caller == .anonymous, !options.allowsAnonymous { throw .unauthorized }
        return try read { (state) throws(APIFailure) in try state.impersonated(by: caller, request) }
    }

    private func answer(_ answer: Answer, _ number: Int, _ reply: ReplyWriter, _ faults: [Fault]) {
        for fault in faults {
            switch fault {
            case .resetAfter: return reply.reset()
            case .truncateBody(let bytes):
                log.note(number, status: answer.status)
                return reply.send(answer, truncatedTo: bytes)
            case .holdAfter(let gate):
                return gate.pass {
                    self.log.note(number, status: answer.status)
                    reply.send(answer)
                }
            default: continue
            }
        }
        log.note(number, status: answer.status)
        reply.send(answer)
    }

    private func watch(
        _ processor: RequestProcessor, _ target: RequestTarget, _ number: Int, _ reply: ReplyWriter,
        _ faults: [Fault]
    ) throws(APIFailure) {
        let plan = try processor.watchPlan(target)
        let holder = WatcherNumber()
        let loop = reply.channel.eventLoop
        let forget: @Sendable () -> Void = { [weak self] in self?.forget(holder) }
        let stream = WatchStream(
            reply, plan.type, plan.representation, processor.request.query, faults: faults
        ) {
            // The lock of the state may be held here, so forgetting waits for the next turn of the loop.
            loop.execute(forget)
        }
        let opened: Result<Int, APIFailure> = state.withLock { state in
            do throws(APIFailure) {
                return .success(
                    try state.watch(
                        plan.type, namespace: target.namespace, plan.options,
                        replica: processor.request.replica
                    ) { signal in loop.execute { stream.receive(signal) } })
            } catch {
                return .failure(error)
            }
        }
        let opening = try opened.get()
        holder.set(opening)
        log.note(number, status: 200)
        stream.begin()
        schedule(opening, stream, holder, plan.options, reply)
    }

    private func schedule(
        _ watcher: Int, _ stream: WatchStream, _ holder: WatcherNumber, _ options: ListOptions,
        _ reply: ReplyWriter
    ) {
        let loop = reply.channel.eventLoop
        reply.channel.closeFuture.whenComplete { [weak self] _ in self?.forget(holder) }
        if let interval = self.options.bookmarkInterval {
            let task = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
                self?.state.withLock { $0.sendBookmark(to: watcher) }
            }
            holder.onForget { task.cancel() }
        }
        if let seconds = options.timeoutSeconds {
            let end = loop.scheduleTask(in: .seconds(Int64(seconds))) { stream.receive(.end) }
            holder.onForget { end.cancel() }
            guard seconds > Self.lastBookmarkLead else { return }
            // The last bookmark comes a little before the end.
            let last = loop.scheduleTask(in: .seconds(Int64(seconds - Self.lastBookmarkLead))) {
                [weak self] in
                self?.state.withLock { $0.sendBookmark(to: watcher) }
            }
            holder.onForget { last.cancel() }
        }
    }

    private func forget(_ holder: WatcherNumber) {
        guard let number = holder.forget() else { return }
        state.withLock { $0.watchers[number] = nil }
    }

    /// Forgets all changes so far.
    func compactAll() { state.withLock { $0.storage.compact(nil, through: $0.storage.revision) } }
}

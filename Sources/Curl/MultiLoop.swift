internal import CCurl
internal import Synchronization

/// One thread with one libcurl multi handle and the connections that it keeps.
///
/// Unchecked, because `multi` and `live` belong to the thread alone.
final class MultiLoop: @unchecked Sendable {
    /// The longest sleep; libcurl's own timers and our deadlines shorten it.
    private static let longestSleep = Duration.seconds(60)

    /// When the loop began: no connection of it is older.
    let started = ContinuousClock.now
    private let pool: HTTPClient.Configuration
    private let multi: UnsafeMutableRawPointer
    private let inbox: LoopInbox
    /// The transfers that libcurl has, by their handle. Keeps them alive.
    private var live: [UnsafeMutableRawPointer: Transfer] = [:]

    init?(_ pool: HTTPClient.Configuration) {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else { return nil }
        self.pool = pool
        self.multi = multi
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, pool.maximumIdleConnections)
        inbox = LoopInbox(waking: multi)
        LoopThread(name: pool.threadName) { [self] in run() }
    }

    /// Starts a transfer; a loop that has ended ends it at once.
    func start(_ transfer: Transfer) {
        if !inbox.add(.start(transfer)) { transfer.receiver.finish(Self.shutDownError(transfer)) }
    }

    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .relaxed)
        _ = inbox.add(.cancel(transfer))
    }

    /// Lets a paused transfer go on.
    func resume(_ transfer: Transfer) {
        _ = inbox.add(.resume(transfer))
    }

    /// Lets the loop end, and its connections close, once its last transfer is done.
    func retire() {
        inbox.retire()
    }

    /// Ends all transfers and the thread, and waits for that.
    func shutDown() async {
        await inbox.shutDown()
    }

    private static func shutDownError(_ transfer: Transfer) -> HTTPError {
        transfer.error(.shutDown, "the HTTP client has been shut down")
    }
}

// MARK: On the loop's thread

extension MultiLoop {
    private func run() {
        while true {
            let turn = inbox.take()
            for command in turn.commands { carryOut(command) }
            if turn.isShutDown {
                for transfer in Array(live.values) { end(transfer, Self.shutDownError(transfer)) }
            }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            endFinished()
            let nextDeadline = endExpired()
            if turn.isRetired || turn.isShutDown, live.isEmpty {
                if inbox.end({ curl_multi_cleanup(multi) }) { return }
                continue
            }
            if inbox.fallAsleep() { curl_multi_poll(multi, nil, 0, sleepMilliseconds(nextDeadline), nil) }
        }
    }

    private func carryOut(_ command: LoopInbox.Command) {
        switch command {
        case .start(let transfer): begin(transfer)
        case .cancel(let transfer):
            if transfer.easy != nil { end(transfer, transfer.error(.cancelled, "cancelled")) }
        case .resume(let transfer):
            guard let handle = transfer.easy?.pointer else { return }
            transfer.restartIdleTimer()
            // What was held back is brought here and now; libcurl does not end the transfer by itself when the
            // receiver refuses it.
            let verdict = curl_easy_pause(handle, CURLPAUSE_CONT)
            if verdict != CURLE_OK { end(transfer, transfer.outcome(verdict)) }
        }
    }

    private func begin(_ transfer: Transfer) {
        if transfer.isCancelled.load(ordering: .relaxed) {
            transfer.receiver.finish(transfer.error(.cancelled, "cancelled before it was sent"))
            return
        }
        do throws(HTTPError) {
            let handle = try transfer.prepare(pool)
            guard curl_multi_add_handle(multi, handle) == CURLM_OK else {
                transfer.easy = nil
                throw transfer.error(
                    .invalidRequest, "libcurl did not take the request; is there memory left?")
            }
            live[handle] = transfer
        } catch {
            transfer.receiver.finish(error)
        }
    }

    private func endFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = live[handle]
            else { continue }
            end(transfer, transfer.outcome(message.pointee.data.result))
        }
    }

    /// Ends the transfers whose time is over.
    /// - Returns: When the next one's will be. libcurl looks at every transfer in every turn, so we may too.
    private func endExpired() -> ContinuousClock.Instant? {
        var soonest: ContinuousClock.Instant?
        var expired: [Transfer] = []
        let now = ContinuousClock.now
        for transfer in live.values {
            guard let deadline = transfer.deadline else { continue }
            if deadline <= now {
                expired.append(transfer)
            } else {
                soonest = min(soonest ?? deadline, deadline)
            }
        }
        for transfer in expired { end(transfer, transfer.expired()) }
        return soonest
    }

    /// Takes the transfer away from libcurl and tells its receiver.
    private func end(_ transfer: Transfer, _ failure: HTTPError?) {
        guard let handle = transfer.easy?.pointer else { return }
        curl_multi_remove_handle(multi, handle)
        live[handle] = nil
        transfer.easy = nil
        transfer.receiver.finish(failure)
    }

    private func sleepMilliseconds(_ nextDeadline: ContinuousClock.Instant?) -> Int32 {
        guard let nextDeadline else { return Int32(Self.longestSleep.wholeMilliseconds) }
        // One more, because the rest below a millisecond is cut off.
        let wait = min(nextDeadline - .now, Self.longestSleep).wholeMilliseconds + 1
        return Int32(wait)
    }
}

internal import Curl
internal import KubernetesProtocol
internal import Synchronization

/// Decodes a watch's lines in the task that reads it, so that the client's thread only moves bytes.
final class LineWatch: WatchStream {
    private let stream: HTTPStream
    /// What comes after the events that were given out last.
    private let pending = Mutex<KubernetesError?>(nil)
    private let hasEnded = Atomic<Bool>(false)

    init(_ stream: HTTPStream) {
        self.stream = stream
    }

    func next() async throws(KubernetesError) -> [WatchEvent]? {
        while true {
            if let failure = pending.withLock({ $0 }) { throw failure }
            if hasEnded.load(ordering: .relaxed) { return nil }
            let lines: [[UInt8]]?
            do throws(HTTPError) {
                lines = try await stream.next()
            } catch {
                throw KubernetesError(error, isRead: true)
            }
            let events = lines.map(decode) ?? last()
            if !events.isEmpty { return events }
        }
    }

    func cancel() {
        stream.cancel()
    }

    private func decode(_ lines: [[UInt8]]) -> [WatchEvent] {
        var events: [WatchEvent] = []
        events.reserveCapacity(lines.count)
        for line in lines where !line.isEmpty {
            do throws(MalformedJSON) {
                events.append(try WatchEvent(line: line))
            } catch {
                let failure = KubernetesError.malformed("a line of the watch is not an event: \(error)")
                pending.withLock { $0 = failure }
                stream.cancel()
                return events
            }
        }
        return events
    }

    /// The stream has ended. What came after the last line feed is half an event, which the next watch will
    /// bring whole, unless it is a whole `Status`, which servers do not always end with a line feed.
    private func last() -> [WatchEvent] {
        hasEnded.store(true, ordering: .relaxed)
        let rest = stream.unfinishedLine
        if rest.isEmpty { return [] }
        return (try? APIStatus(json: rest)).map { [.failure($0)] } ?? []
    }
}

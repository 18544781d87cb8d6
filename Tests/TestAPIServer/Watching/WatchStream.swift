import NIOCore
import Resources
import Synchronization

/// The response to one watch: turns signals into lines, as far as the faults let it.
final class WatchStream: Sendable {
    private struct State {
        var events = 0
        var hasBegun = false
        var isOver = false
        var sentHeader = false
    }

    private let reply: ReplyWriter
    private let type: ResourceType
    private let representation: Representation
    private let query: QueryParameters
    private let faults: [Fault]
    private let state = Mutex(State())
    /// Called when the stream is over on the server's side.
    private let onEnd: @Sendable () -> Void

    init(
        _ reply: ReplyWriter, _ type: ResourceType, _ representation: Representation,
        _ query: QueryParameters, faults: [Fault], onEnd: @escaping @Sendable () -> Void
    ) {
        self.reply = reply
        self.type = type
        self.representation = representation
        self.query = query
        self.faults = faults
        self.onEnd = onEnd
    }

    /// Sends the head of the response, unless a fault keeps it back. The faults that strike after no event
    /// at all strike here.
    func begin() {
        state.withLock { state in
            let isBuffered = faults.contains { if case .bufferUntilFirstEvent = $0 { true } else { false } }
            if !isBuffered { sendHead(&state) }
            strike(&state, line: nil)
        }
    }

    func receive(_ signal: WatchSignal) {
        state.withLock { state in
            if state.isOver { return }
            switch signal {
            case .event(let kind, let object): send(kind, padded(object), &state)
            case .bookmark(let revision, let endsInitial): sendBookmark(revision, endsInitial, &state)
            case .failure(let failure):
                write(line("ERROR", failure.status), &state)
                finish(&state)
            case .end: finish(&state)
            }
        }
    }

    private func sendHead(_ state: inout State) {
        if state.hasBegun { return }
        state.hasBegun = true
        reply.begin(headers: [("Content-Type", "application/json"), ("Cache-Control", "no-cache, private")])
    }

    private func send(_ kind: String, _ object: Value, _ state: inout State) {
        let shown = representation.present(object, type, query: query, withHeader: !state.sentHeader)
        state.sentHeader = true
        let bytes = line(kind, shown)
        if strike(&state, line: bytes) { return }
        write(bytes, &state)
        state.events += 1
        strike(&state, line: nil)
    }

    private func sendBookmark(_ revision: Int, _ endsInitial: Bool, _ state: inout State) {
        if faults.contains(where: { if case .noBookmarks = $0 { true } else { false } }) { return }
        var metadata: [String: Value] = ["resourceVersion": .string(String(revision))]
        if endsInitial { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: Value = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata),
        ]
        write(line("BOOKMARK", representation.bookmark(object)), &state)
    }

    /// Lets the faults happen whose number of events is reached. `line` is the next one when there is one.
    /// Returns whether the line must not be sent.
    @discardableResult
    private func strike(_ state: inout State, line next: [UInt8]?) -> Bool {
        if state.isOver { return true }
        for fault in faults {
            switch (fault, next) {
            case (.truncateLine(let count), let bytes?) where state.events == count:
                write(Array(bytes.prefix(bytes.count / 2)), &state)
                state.isOver = true
                reply.drop()
            case (.goSilent(let count), nil) where state.events == count: state.isOver = true
            case (.endWatch(let count), nil) where state.events == count: finish(&state)
            case (.errorEvent(let code, let reason, let message, let count), nil) where state.events == count:
                let failure = APIFailure(code: code, reason: reason, message: message)
                write(line("ERROR", failure.status), &state)
                finish(&state)
            case (.line(let text, let count), nil) where state.events == count:
                write(Array(text.utf8) + [0x0A], &state)
            default: continue
            }
            if state.isOver {
                onEnd()
                return true
            }
        }
        return false
    }

    private func line(_ kind: String, _ object: Value) -> [UInt8] {
        Value.object(["type": .string(kind), "object": object]).canonicalJSON() + [0x0A]
    }

    private func padded(_ object: Value) -> Value {
        guard
            let bytes = faults.lazy.compactMap({ if case .padEvents(let bytes) = $0 { bytes } else { nil } })
                .first
        else { return object }
        var copy = object
        copy.set(
            ["metadata", "annotations", "test.jq.dev/padding"],
            to: .string(String(repeating: "x", count: bytes)))
        return copy
    }

    private func write(_ bytes: [UInt8], _ state: inout State) {
        sendHead(&state)
        let size = faults.lazy.compactMap { if case .chunks(let size) = $0 { size } else { nil } }.first
        guard let size, size > 0 else { return reply.write(bytes) }
        for start in stride(from: 0, to: bytes.count, by: size) {
            reply.write(Array(bytes[start..<min(start + size, bytes.count)]))
        }
    }

    private func finish(_ state: inout State) {
        if state.isOver { return }
        sendHead(&state)
        state.isOver = true
        reply.end()
        onEnd()
    }
}

extension Representation {
    /// A bookmark in this form.
    fileprivate func bookmark(_ object: Value) -> Value {
        switch self {
        case .json: object
        case .table(let version):
            [
                "apiVersion": .string("meta.k8s.io/\(version)"), "kind": "Table",
                "metadata": ["resourceVersion": .string(object.resourceVersion)], "columnDefinitions": nil,
                "rows": [
                    ["cells": [], "object": Representation.partial(object, version)]
                ],
            ]
        case .metadata(let version): Representation.partial(object, version)
        }
    }
}

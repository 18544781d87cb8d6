import JobQueueProto
import Resources
import SwiftProtobuf

extension Jq_V1_QueueOverride {
    static let columns = ["queue", "field", "value", "declared", "until", "left", "by", "reason"]

    var cells: [String] {
        [
            queueName, field, plain(value), plain(declared), end, left, actor, reason.shortened(to: 60),
        ]
    }

    /// When it ends, to the second.
    var end: String { Moment(micros: Moment(expiresAt).micros / 1_000_000 * 1_000_000).text }

    /// How long it still lasts by this machine's clock.
    var left: String { shortDuration(seconds: (Moment(expiresAt).micros - Moment.now.micros) / 1_000_000) }

    /// `paused=true until 2026-11-22T14:05:00Z by ann (incident 42)`
    var summary: String { "\(field)=\(plain(value)) until \(end) by \(actor) (\(reason))" }

    /// What the declaration says: a value, or "none".
    var declaredText: String { plain(declared) }

    var document: Value {
        [
            "queue": .string(queueName), "field": .string(field), "value": json(value),
            "declared": json(declared), "actor": .string(actor), "reason": .string(reason),
            "createdAt": .string(Moment(createdAt).text), "expiresAt": .string(Moment(expiresAt).text),
        ]
    }

    fileprivate func json(_ text: String) -> Value { (try? Value(json: Array(text.utf8))) ?? .string(text) }

    fileprivate func plain(_ text: String) -> String {
        switch json(text) {
        case .null: "none"
        case .string(let word): word
        default: text
        }
    }
}

extension Jq_V1_EndedOverride {
    static let columns = ["queue", "field", "value", "by", "began", "lasted", "ended", "how", "reason"]

    var cells: [String] {
        let began = Moment(override.createdAt)
        let end = Moment(endedAt)
        return [
            override.queueName, override.field, override.plain(override.value), override.actor,
            "\(began.age) ago", shortDuration(seconds: (end.micros - began.micros) / 1_000_000),
            "\(end.age) ago", endedBy.isEmpty ? how : "\(how) by \(endedBy)",
            override.reason.shortened(to: 60),
        ]
    }

    var document: Value {
        var document = override.document.objectValue ?? [:]
        document.removeValue(forKey: "declared")
        document["endedAt"] = .string(Moment(endedAt).text)
        document["how"] = .string(how)
        if !endedBy.isEmpty { document["endedBy"] = .string(endedBy) }
        return .object(document)
    }
}

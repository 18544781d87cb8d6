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

    private func json(_ text: String) -> Value { (try? Value(json: Array(text.utf8))) ?? .string(text) }

    private func plain(_ text: String) -> String {
        switch json(text) {
        case .null: "none"
        case .string(let word): word
        default: text
        }
    }
}

internal import Crypto
import Resources

extension Plan {
    /// Eight hexadecimal digits over everything that would be done. Effects are left out: they quote counts that
    /// move while one reads.
    public var hash: String {
        var hash = SHA256()
        func add(_ text: String) {
            hash.update(data: Array(text.utf8))
            hash.update(data: [0])
        }
        add(owner)
        for entry in entries where entry.action != .unchanged || entry.blocked != nil {
            add(entry.key.description)
            add(entry.action.rawValue)
            add(entry.blocked == nil ? "free" : "blocked")
            for change in entry.changes {
                add(change.path)
                add(change.old.map { String(decoding: $0.canonicalJSON(), as: UTF8.self) } ?? "")
                add(change.new.map { String(decoding: $0.canonicalJSON(), as: UTF8.self) } ?? "")
            }
            if let run = entry.run { add("\(run.runs) \(run.key)") }
        }
        return hexadecimal(hash.finalize().prefix(4))
    }
}

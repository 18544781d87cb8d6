internal import Crypto
public import Resources

/// The content of a run: two declarations with the same key ask for the same run (DESIGN §3).
public struct RunKey: Hashable, Sendable, CustomStringConvertible {
    /// SHA-256, 32 bytes.
    public let bytes: [UInt8]

    /// Bumped when what goes into the hash changes; old keys in the ledger keep theirs.
    public static let hashVersion = 1

    /// A key that was computed before; the bytes are taken as they are.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The key of a Job's content. Left out: metadata, priority, retention and policies, retry settings, and every
    /// field that the author did not write (so a default that changes later changes no key).
    ///
    /// - Parameter salt: the previous key for `OncePerChange`, which makes A -> B -> A run A again.
    public init(job: Resource, salt: RunKey? = nil) {
        var relevant: [String: Value] = [:]
        for field in RunKey.relevantFields {
            if let value = job.spec[field], value != .null { relevant[field] = value }
        }
        var hash = SHA256()
        hash.update(data: Array("jq-run-\(RunKey.hashVersion)\n".utf8))
        hash.update(data: Value.object(relevant).canonicalJSON())
        if let salt {
            hash.update(data: Array("\nafter ".utf8))
            hash.update(data: salt.bytes)
        }
        bytes = Array(hash.finalize())
    }

    /// What a run does, as opposed to how it is scheduled or kept: the schema says which fields these are.
    static let relevantFields = Schema.of(.job).spec.fields.filter(\.runRelevant).map(\.name) + ["trigger"]

    /// The key of a Job that runs once whatever it contains (`OncePerName`, `Manual`): only `spec.trigger` counts.
    public init(once job: Resource) {
        let trigger = job.spec["trigger"] ?? .null
        var hash = SHA256()
        hash.update(data: Array("jq-run-\(RunKey.hashVersion)\nonce\n".utf8))
        hash.update(data: trigger.canonicalJSON())
        bytes = Array(hash.finalize())
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }

    /// The first six digits, for people.
    public var short: String { String(description.prefix(6)) }
}

/// Lower-case hexadecimal digits of `bytes`.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

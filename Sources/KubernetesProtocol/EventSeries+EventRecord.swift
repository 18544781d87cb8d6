public import Resources

/// One Event object (`events.k8s.io/v1`) as it is to be at the API server.
public struct EventRecord: Hashable, Sendable {
    /// That it happened more than once.
    public struct Series: Hashable, Sendable {
        /// How often in all; at least 2.
        public var count: Int
        /// When last, in microseconds since 1970.
        public var lastObservedMicros: Int64
    }

    /// `validation.go` of events.k8s.io allows so many bytes in a note.
    static let noteLimit = 1024
    /// RFC 1123 subdomains, and so object names, have at most so many bytes.
    static let nameLimit = 253

    /// What it says.
    public let key: EventKey
    /// For people; of a series, that of the first time.
    public let note: String
    /// The name of the object: that of the one it regards, a dot, and a number that differs.
    public let name: String
    /// When it happened first, in microseconds since 1970.
    public let eventMicros: Int64
    /// Nil as long as it happened once.
    public internal(set) var series: Series?

    init(key: EventKey, note: String, nanos: UInt64, eventMicros: Int64) {
        self.key = key
        self.note = note.cut(toBytes: Self.noteLimit)
        self.eventMicros = eventMicros
        let suffix = "." + String(nanos, radix: 16)
        let room = Self.nameLimit - suffix.utf8.count
        name = Self.subdomain(key.regarding.key.name, room: room) + suffix
    }

    /// The namespace the Event lives in: that of the object it regards, `default` for those without.
    public var namespace: String {
        key.regarding.key.namespace.isEmpty ? "default" : key.regarding.key.namespace
    }

    /// The Event's namespace and name.
    public var objectKey: ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// The whole object, to create it.
    ///
    /// - Parameters:
    ///   - controller: The name of the program, as `jq.dev/controller`.
    ///   - instance: Names the running program; at most 128 bytes.
    public func object(controller: String, instance: String) -> KubernetesObject {
        var members: [String: Value] = [
            "eventTime": .string(Timestamp.microTime(micros: eventMicros)),
            "reportingController": .string(controller),
            "reportingInstance": .string(instance.cut(toBytes: EventKey.nameLimit)),
            "type": .string(key.type.rawValue), "action": .string(key.action), "reason": .string(key.reason),
            "regarding": key.regarding.value, "note": .string(note),
        ]
        members["related"] = key.related?.value
        members["series"] = seriesValue
        return KubernetesObject(
            .events, metadata: ObjectMeta(name: name, namespace: namespace), rest: members)
    }

    /// The merge patch that brings an existing object's series up to date.
    public var seriesPatch: Value {
        .object(seriesValue.map { ["series": $0] } ?? [:])
    }

    private var seriesValue: Value? {
        series.map { series in
            let last = Timestamp.microTime(micros: series.lastObservedMicros)
            return ["count": .int(Int64(series.count)), "lastObservedTime": .string(last)]
        }
    }

    /// A name as an RFC 1123 subdomain can begin: the kinds of RBAC, for one, allow more in theirs.
    private static func subdomain(_ name: String, room: Int) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8.prefix(room) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte + 32)
            default:
                // A dot or a hyphen may stand only between letters or digits.
                let isFirst = bytes.last.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") } ?? true
                if !isFirst { bytes.append(byte == UInt8(ascii: ".") ? byte : UInt8(ascii: "-")) }
            }
        }
        while let last = bytes.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "-") {
            bytes.removeLast()
        }
        return bytes.isEmpty ? "object" : String(decoding: bytes, as: UTF8.self)
    }
}

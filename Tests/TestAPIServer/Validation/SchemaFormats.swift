internal import Resources

/// The formats that the server checks; it ignores others.
enum SchemaFormats {
    private static let known: Set<String> = [
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4",
        "uuid5",
        "isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date",
        "duration", "datetime", "k8sshortname", "k8slongname",
    ]

    /// The format of a schema, or "" when the server ignores it there.
    static func effective(_ schema: StructuralSchema) -> String {
        if schema.isIntOrString { return "" }
        switch schema.type {
        case "", "string": return known.contains(normalized(schema.format)) ? schema.format : ""
        case "integer": return ["int32", "int64"].contains(schema.format) ? schema.format : ""
        case "number": return ["float", "double"].contains(schema.format) ? schema.format : ""
        default: return ""
        }
    }

    private static func normalized(_ format: String) -> String { format.filter { $0 != "-" } }

    static func errors(_ text: String, _ schema: StructuralSchema, _ site: SchemaSite) -> [FieldError] {
        let format = effective(schema)
        guard !format.isEmpty, !isValid(text, normalized(format)) else { return [] }
        return [
            .typeInvalid(
                site.fieldPath, .string(text),
                "\(site.path) in body must be of type \(format): \(GoQuoting.quoted(text))")
        ]
    }

    /// Whether `text` has the format. Rare ones (isbn, creditcard, ssn, bsonobjectid, rgbcolor) are not
    /// checked.
    private static func isValid(_ text: String, _ format: String) -> Bool {
        switch format {
        case "date": return isDate(text)
        case "datetime": return isDateTime(text)
        case "duration": return nanos(ofDuration: text) != nil
        case "byte": return isBase64(text)
        case "ipv4": return isIPv4(text)
        case "cidr":
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let length = Int(parts[1]) else { return false }
            return isIPv4(String(parts[0]))
                ? (0...32).contains(length) : isIPv6(String(parts[0])) && (0...128).contains(length)
        case "ipv6": return isIPv6(text)
        default: break
        }
        if format == "k8slongname" && text.utf8.count > 253 { return false }
        guard let expression = expressions[format] else { return true }
        return expression.matches(text)
    }

    private static let hostLabel = "[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?"

    private static let expressions: [String: RE2] = {
        let patterns = [
            "uuid": "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$",
            "uuid3": "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$",
            "uuid4": "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$",
            "uuid5": "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$",
            "hexcolor": "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
            "mac": "^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$",
            "email": "^[^@\\s<>]+@[^@\\s<>]+$",
            "uri": "^([a-zA-Z][a-zA-Z0-9+.-]*:[^\\s]+|/[^\\s]*)$",
            "hostname": "^(\(hostLabel)|(\(hostLabel)\\.)+[a-zA-Z]{2,63})$",
            "k8sshortname": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
            "k8slongname": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        ]
        return patterns.compactMapValues { try? RE2($0) }
    }()

    static func isDate(_ text: String) -> Bool { Timestamp.micros(of: text + "T00:00:00Z") != nil }

    /// The server wants a `t` of either case, seconds, and an offset; it checks the ranges of the parts.
    static func isDateTime(_ text: String) -> Bool {
        let upper = text.uppercased()
        return upper.contains("T") && Timestamp.micros(of: upper) != nil
    }

    /// The length of a duration, in Go's form or as numbers with words such as `2 days`; nil when it is none.
    static func nanos(ofDuration text: String) -> Int64? {
        if let nanos = GoDuration.nanos(of: text) { return nanos }
        guard let expression = try? RE2("[0-9]+\\s*[A-Za-z\u{B5}]+") else { return nil }
        let scalars = Array(text.unicodeScalars)
        var total: Int64?
        var position = 0
        while let match = expression.firstMatch(in: scalars, from: position) {
            position = match.upperBound
            let digits = scalars[match].prefix { $0.isDigit }
            let unit = CELStrings.text(scalars[match].dropFirst(digits.count)).trimmedSpace.lowercased()
            guard let count = Int64(CELStrings.text(digits)), let nanos = nanos(ofUnit: unit) else {
                continue
            }
            let (product, hasOverflow) = count.multipliedReportingOverflow(by: nanos)
            if hasOverflow { return nil }
            total = (total ?? 0).addingReportingOverflow(product).partialValue
        }
        return total
    }

    private static func nanos(ofUnit unit: String) -> Int64? {
        let units: [(names: [String], prefix: String, nanos: Int64)] = [
            (["ns"], "nano", 1), (["us", "\u{B5}s"], "micro", 1000), (["ms"], "milli", 1_000_000),
            (["s"], "sec", 1_000_000_000), (["m"], "min", 60_000_000_000),
            (["h", "hr"], "hour", 3_600_000_000_000),
            (["d"], "day", 86_400_000_000_000), (["w", "wk"], "week", 604_800_000_000_000),
        ]
        return units.first { $0.names.contains(unit) || unit.hasPrefix($0.prefix) }?.nanos
    }

    static func isBase64(_ text: String) -> Bool { !text.isEmpty && base64(text) != nil }

    /// The bytes of standard base64 with padding; nil when it is none.
    static func base64(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard text.utf8.count % 4 == 0, padding <= 2 else { return nil }
        var bytes: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for byte in text.utf8.dropLast(padding) {
            guard let digit = alphabet.firstIndex(of: byte) else { return nil }
            buffer = buffer << 6 | digit
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
                buffer &= (1 << bits) - 1
            }
        }
        return bytes
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { $0.count <= 3 && $0.utf8.allSatisfy(\.isASCIIDigit) && UInt8($0) != nil }
    }

    private static func isIPv6(_ text: String) -> Bool {
        guard text.contains(":"), !text.contains(":::") else { return false }
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        let groups = halves.flatMap { $0.split(separator: ":", omittingEmptySubsequences: false) }.filter {
            !$0.isEmpty
        }
        var count = groups.count
        for (place, group) in groups.enumerated() {
            if place == groups.count - 1, isIPv4(String(group)) {
                count += 1
            } else if group.count > 4 || UInt16(group, radix: 16) == nil {
                return false
            }
        }
        return halves.count == 2 ? count < 8 : count == 8
    }
}

extension UInt8 {
    fileprivate var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

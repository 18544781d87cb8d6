import Kafka

/// A setting that cannot be meant. Its words hold no value that may be secret.
public struct KafkaSettingProblem: Error, Hashable, CustomStringConvertible {
    /// Which setting, what is wrong with it, and how it is written.
    public let description: String
}

extension KafkaBridgeConfiguration {
    /// The bridge that settings ask for, as an operator writes them.
    ///
    /// - Parameters:
    ///   - brokers: `host:port,host:port`; a port that is not named is 9092.
    ///   - topicPrefix: stands before the names of the topics that are written.
    ///   - options: `name=value,name=value`, settings of librdkafka; `\,` is a comma in a value.
    public init(
        brokers: String, clientID: String, topicPrefix: String, options: String
    ) throws(KafkaSettingProblem) {
        try checkPrefix(topicPrefix)
        self.init(
            kafka: KafkaConfiguration(
                brokers: try addresses(brokers), clientID: clientID, options: try parsedOptions(options)),
            topicPrefix: topicPrefix)
    }
}

private func checkPrefix(_ prefix: String) throws(KafkaSettingProblem) {
    let room = 249 - (JobTopic.allCases.map(\.rawValue.utf8.count).max() ?? 0)
    let isFit = prefix.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    guard isFit, prefix.utf8.count <= room else {
        throw KafkaSettingProblem(
            description: "kafka.topic_prefix: \"\(prefix.prefix(60))\" cannot begin the name of a topic; "
                + "use at most \(room) letters, digits, '.', '_' and '-'")
    }
}

/// The addresses without what is superfluous.
private func addresses(_ text: String) throws(KafkaSettingProblem) -> String {
    let parts = text.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
    guard !parts.isEmpty else {
        throw KafkaSettingProblem(description: "kafka.brokers: no broker is named; write host:port,host:port")
    }
    for part in parts where !isAddress(part) {
        throw KafkaSettingProblem(
            description: "kafka.brokers: \"\(part.prefix(100))\" is not an address; write host:port,host:port"
        )
    }
    return parts.joined(separator: ",")
}

/// `host`, `host:port` or `[IPv6]:port`, also with one of the protocols that librdkafka takes before it.
private func isAddress(_ text: Substring) -> Bool {
    var rest = text
    for name in ["plaintext://", "ssl://", "sasl_plaintext://", "sasl_ssl://"]
    where rest.prefix(name.count).lowercased() == name {
        rest = rest.dropFirst(name.count)
        break
    }
    var port: Substring?
    if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { return false }
        let tail = rest[rest.index(after: end)...]
        if !tail.isEmpty {
            guard tail.first == ":" else { return false }
            port = tail.dropFirst()
        }
        rest = rest[..<end].dropFirst()
        guard rest.contains(":"), rest.allSatisfy({ $0.isHexDigit || ":.".contains($0) }) else {
            return false
        }
    } else {
        if let colon = rest.firstIndex(of: ":") {
            port = rest[rest.index(after: colon)...]
            rest = rest[..<colon]
        }
        guard !rest.isEmpty, rest.utf8.allSatisfy({ isLetterOrDigit($0) || "._-".utf8.contains($0) }) else {
            return false
        }
    }
    guard let port else { return true }
    return port.utf8.allSatisfy(isDigit) && Int(port).map { (1...65_535).contains($0) } == true
}

private func parsedOptions(_ text: String) throws(KafkaSettingProblem) -> [String: String] {
    var options: [String: String] = [:]
    for (number, part) in separated(text).enumerated() where !trimmed(part[...]).isEmpty {
        guard let sign = part.firstIndex(of: "="), case let name = trimmed(part[..<sign]), !name.isEmpty
        else {
            throw KafkaSettingProblem(
                description: "kafka.options: part \(number + 1) has no \"=\"; write name=value,name=value, "
                    + #"and \, for a comma in a value"#)
        }
        if KafkaConfiguration.fixedOptions.contains(String(name)) {
            throw KafkaSettingProblem(description: "kafka.options: \(name) \(advice(on: name))")
        }
        options[String(name)] = String(part[part.index(after: sign)...].drop(while: \.isWhitespace))
    }
    return options
}

private func advice(on name: Substring) -> String {
    switch name {
    case "bootstrap.servers", "metadata.broker.list": "is set by kafka.brokers"
    case "client.id": "is set by kafka.client_id"
    default: "cannot be set; jq sets it itself, as its promises need it"
    }
}

/// Cuts at commas that have no backslash before them.
private func separated(_ text: String) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in text {
        if character == ",", !isEscaped {
            parts.append("")
        } else {
            if character == "," { parts[parts.count - 1].removeLast() }
            parts[parts.count - 1].append(character)
        }
        isEscaped = character == "\\"
    }
    return parts
}

private func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

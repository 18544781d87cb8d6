internal import Resources

extension SettingsLoader {
    /// Reads the file's only document.
    mutating func read(_ documents: [Node]) {
        guard let document = documents.first else { return }
        if documents.count > 1 {
            problems.append(
                .error(
                    "a second document begins", mark: documents[1].mark,
                    hint: "a configuration file has one; remove the ---"))
        }
        guard case .mapping(let sections) = document.content else {
            if document.isNull { return }
            problems.append(
                .error(
                    "expected sections", mark: document.mark,
                    hint: "write them as \"grpc:\", with fields below"))
            return
        }
        for (key, section) in sections { read(section, key) }
    }

    private mutating func read(_ section: Node, _ key: Node) {
        let name = key.text ?? ""
        guard Settings.sections.contains(name) else {
            let hint =
                suggestion(for: name, among: Settings.sections)
                ?? "there are " + Settings.sections.joined(separator: ", ")
            problems.append(.error("unknown section \"\(name)\"", mark: key.mark, hint: hint))
            return
        }
        if section.isNull { return }
        guard case .mapping(let pairs) = section.content else {
            problems.append(
                .error("section \"\(name)\" must have fields below it", mark: section.mark, field: name))
            return
        }
        let fields = Settings.fields.filter { $0.section == name }
        for (key, value) in pairs {
            let fieldName = key.text ?? ""
            if let field = fields.first(where: { $0.name == fieldName }) {
                read(value, field)
            } else {
                let hint =
                    suggestion(for: fieldName, among: fields.map(\.name))
                    ?? "\(name) has " + fields.map(\.name).joined(separator: ", ")
                problems.append(
                    .error(
                        "unknown field \"\(fieldName)\" in section \"\(name)\"", mark: key.mark,
                        hint: hint))
            }
        }
    }

    private mutating func read(_ value: Node, _ field: SettingsField) {
        if value.isNull { return }
        switch value.content {
        case .scalar(let text, let plain):
            if !plain, field.access.isNumber {
                report(
                    wrong: text, for: field, called: field.key, mark: value.mark, hint: "remove the quotes")
            } else if !field.access.read(text, into: &settings) {
                report(wrong: text, for: field, called: field.key, mark: value.mark)
            } else if field.isSecret, holdsPassword(text) {
                problems.append(
                    .warning(
                        "\(field.key) holds a password", mark: value.mark,
                        hint: "move it out of the file into the environment variable "
                            + field.environmentName,
                        field: field.key))
            }
        case .sequence(let elements):
            let items = elements.compactMap(\.text)
            if items.count < elements.count || !field.access.read(items, into: &settings) {
                report(wrong: nil, for: field, called: field.key, mark: value.mark)
            }
        case .mapping:
            report(wrong: nil, for: field, called: field.key, mark: value.mark)
        }
    }
}

extension SettingsAccess {
    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .optionalInteger, .count: true
        case .text, .optionalText, .list, .duration, .choice: false
        }
    }
}

/// Whether a connection string, `postgresql://user:word@host/` or `host=.. password=word`, has a password.
private func holdsPassword(_ text: String) -> Bool {
    if text.split(separator: "password").dropFirst().contains(where: beginsWithValue) { return true }
    guard let scheme = text.firstRange(of: "://") else { return false }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
        return false
    }
    return authority.index(after: colon) < at
}

/// Whether this begins with "=" and something, as it follows the word "password".
private func beginsWithValue(_ rest: Substring) -> Bool {
    let afterName = rest.drop { $0 == " " }
    guard afterName.first == "=" else { return false }
    let value = afterName.dropFirst().drop { $0 == " " }
    return !value.isEmpty && value.first != "&" && !value.hasPrefix("''")
}

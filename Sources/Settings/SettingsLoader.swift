internal import Resources

/// Overlays the defaults with one source after the other and collects what is wrong with each.
struct SettingsLoader {
    var settings = Settings()
    var problems: [Diagnostic] = []

    mutating func read(environment: [String: String]) {
        for field in Settings.fields {
            guard let text = environment[field.environmentName], !text.isEmpty else { continue }
            if !field.access.read(text, into: &settings) {
                report(wrong: text, for: field, called: field.environmentName)
            }
        }
        let known = Set(Settings.fields.map(\.environmentName))
        let prefixes = Settings.sections.map(SettingsField.environmentPrefix(of:))
        for name in environment.keys.sorted() where !known.contains(name) {
            guard prefixes.contains(where: name.hasPrefix) else { continue }
            problems.append(
                .warning(
                    "the environment variable \(name) has no meaning",
                    hint: suggestion(for: name, among: Settings.fields.map(\.environmentName))))
        }
    }

    mutating func read(flags: [String: String]) {
        for (key, text) in flags.sorted(by: { $0.key < $1.key }) {
            guard let field = Settings.fields.first(where: { $0.key == key }) else {
                let hint = suggestion(for: key, among: Settings.fields.map(\.key))
                problems.append(.error("unknown setting \"\(key)\" on the command line", hint: hint))
                continue
            }
            if !field.access.read(text, into: &settings) {
                report(wrong: text, for: field, called: "\(key) on the command line")
            }
        }
    }

    /// Says what a field wants, and what it got unless that may be a secret.
    mutating func report(
        wrong text: String?, for field: SettingsField, called name: String, mark: Mark? = nil,
        hint: String? = nil
    ) {
        var message = "\(name) must be \(field.expectation)"
        if let text, !field.isSecret { message += ", not \"\(text)\"" }
        problems.append(.error(message, mark: mark, hint: hint, field: field.key))
    }
}

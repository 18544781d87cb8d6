/// One field of the configuration: the only definition of its name, type and meaning. The file, the
/// environment, the command line and the documentation all go by it.
public struct SettingsField: Sendable {
    /// The section's name, such as `grpc`.
    public let section: String
    /// The field's name in its section, such as `port`.
    public let name: String
    /// What it is for, one sentence.
    public let summary: String
    /// Whether its value may be a secret: messages do not repeat it, and it does not belong in the file.
    public let isSecret: Bool

    let access: SettingsAccess

    init(
        _ section: String, _ name: String, _ access: SettingsAccess, _ summary: String, isSecret: Bool = false
    ) {
        self.section = section
        self.name = name
        self.access = access
        self.summary = summary
        self.isSecret = isSecret
    }

    /// Section and name, as a flag's key: `grpc.port`.
    public var key: String { section + "." + name }

    /// The variable that overrides it: `JQ_GRPC_PORT`.
    public var environmentName: String { Self.environmentPrefix(of: section) + name.uppercased() }

    /// What may be written, such as "a whole number from 0 to 65535".
    public var expectation: String { access.expectation }

    /// The default as it would be written; nil when there is none.
    public var defaultText: String? { access.text(in: Settings()) }

    static func environmentPrefix(of section: String) -> String { "JQ_" + section.uppercased() + "_" }
}

public import Resources

/// Everything that is wrong with a configuration, so that it can be mended in one go.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in the order of file, environment, command line; not empty.
    public let diagnostics: [Diagnostic]

    /// One line for each.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

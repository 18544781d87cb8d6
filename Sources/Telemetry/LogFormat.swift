/// How log lines look.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON object per line, for machines.
    case json
    /// One short line, for people at a terminal.
    case text
}

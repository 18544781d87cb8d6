/// Which of an attempt's two streams a piece of its output belongs to.
public enum JobOutputStream: Int32, Sendable, Hashable {
    /// Standard output of a command; what a handler writes unless it says otherwise.
    case standardOutput = 1
    /// Standard error of a command.
    case standardError = 2
}

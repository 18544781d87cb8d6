/// Why a command ends without success: one line for people, and the exit status for scripts.
struct CommandFailure: Error, CustomStringConvertible {
    /// What went wrong and what to do, on one line; empty when everything has been said already.
    var message: String
    var exitStatus: Int32
    /// The server said that there is no such thing.
    var isNotFound = false
    /// Another attempt may succeed.
    var isPassing = false

    init(_ message: String, exitStatus: Int32 = 1, isNotFound: Bool = false) {
        self.message = message
        self.exitStatus = exitStatus
        self.isNotFound = isNotFound
    }

    /// Ends the command with `exitStatus` and prints nothing more.
    static func silent(exitStatus: Int32 = 1) -> CommandFailure { CommandFailure("", exitStatus: exitStatus) }

    var description: String { message }
}

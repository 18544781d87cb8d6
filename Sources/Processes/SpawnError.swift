internal import CLinux
internal import Glibc

/// Why a child could not be started. Nothing of it is left behind.
public struct SpawnError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What failed.
    public enum Step: String, Sendable, Hashable {
        /// The request itself makes no sense, for instance a NUL byte in an argument.
        case request
        /// No such program in PATH, or none that may be executed.
        case lookup
        /// A pipe or a file for the child's streams could not be opened or handed over.
        case streams
        /// The kernel gave no new process.
        case fork
        /// The child could not get its own process group.
        case processGroup
        /// A resource limit could not be set.
        case limit
        /// The child could not become the wanted user or group.
        case user
        /// The parent death signal could not be set.
        case deathSignal
        /// The working directory could not be entered.
        case workingDirectory
        /// The program could not be executed.
        case execute
        /// The waiting task was cancelled before the child was started.
        case cancelled
    }

    /// What failed.
    public let step: Step
    /// The kernel's error number; 0 when the kernel was not asked.
    public let errorNumber: Int32
    /// What failed, where, and what to do about it.
    public let message: String

    /// The message.
    public var description: String { message }

    init(_ step: Step, _ errorNumber: Int32, _ message: String) {
        self.step = step
        self.errorNumber = errorNumber
        self.message = message
    }

    /// The C library's sentence for an error number.
    static func text(_ errorNumber: Int32) -> String { String(cString: cspawn_error_text(errorNumber)) }
}

extension SpawnError {
    /// What the child reported from between vfork and execve.
    init(_ result: cspawn_result, of plan: SpawnPlan) {
        let request = plan.request
        let why = Self.text(result.error)
        switch Int(result.failed_step) {
        case CSPAWN_VFORK:
            self.init(
                .fork, result.error,
                "cannot create a process: \(why); too many of them? "
                    + "(ulimit -u, or the pids limit of the container)")
        case CSPAWN_PROCESS_GROUP:
            self.init(.processGroup, result.error, "cannot give the child its own process group: \(why)")
        case CSPAWN_LIMIT:
            let limit = request.limits[Int(result.index)]
            self.init(
                .limit, result.error,
                "cannot set the limit \(limit.resource.rawValue) to "
                    + "soft \(limit.soft), hard \(limit.hard): \(why)")
        case CSPAWN_SET_GROUPS, CSPAWN_SET_GROUP, CSPAWN_SET_USER:
            let user = request.user.map { "user \($0.uid), group \($0.gid)" } ?? "another user"
            self.init(
                .user, result.error,
                "cannot become \(user): \(why); only root may run a child "
                    + "as another user")
        case CSPAWN_DEATH_SIGNAL:
            let number = request.parentDeathSignal ?? 0
            self.init(.deathSignal, result.error, "cannot use \(number) as the parent death signal: \(why)")
        case CSPAWN_DIRECTORY:
            self.init(
                .workingDirectory, result.error,
                "cannot change to the working directory "
                    + "\(request.workingDirectory ?? "."): \(why)")
        case CSPAWN_EXECUTE:
            self.init(executing: plan.path, result.error, in: request.workingDirectory)
        case CSPAWN_PIDFD:
            self.init(.fork, result.error, "cannot open a descriptor for the new process: \(why)")
        default:
            self.init(.streams, result.error, "cannot hand the child its streams: \(why)")
        }
    }

    /// execve's errors name neither the file that is missing nor the rule that was broken.
    private init(executing path: String, _ errorNumber: Int32, in directory: String?) {
        let file = path.hasPrefix("/") ? path : (directory ?? ".") + "/" + path
        let message =
            switch errorNumber {
            case ENOENT where access(file, F_OK) == 0:
                if let interpreter = scriptInterpreter(of: file) {
                    "cannot execute \(path): its first line names the interpreter \(interpreter), "
                        + "which does not exist"
                } else {
                    "cannot execute \(path): the loader that it needs does not exist; "
                        + "was it built for another system?"
                }
            case ENOENT: "no such file or directory: \(path)"
            case EACCES where !isDirectory(file):
                "permission denied: \(path) is not executable for the child's user; chmod +x, or the "
                    + "rights of a directory above it"
            case EACCES: "permission denied: \(path) is a directory"
            case ENOEXEC:
                "cannot execute \(path): neither a program of this machine nor a script that begins with #!"
            case E2BIG: "cannot execute \(path): arguments and environment are together too long"
            default: "cannot execute \(path): \(Self.text(errorNumber))"
            }
        self.init(.execute, errorNumber, message)
    }
}

import Foundation

/// glibc's own header hides it from Swift.
@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
@discardableResult
private func closeAllFrom(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: Int32)
    -> Int32

/// A child with default signal handling and no blocked signals: Foundation's `Process` passes on the mask
/// of the thread that happens to start it, and a shell that cannot hear of its children never ends.
struct ChildProcess: Sendable {
    let pid: pid_t

    /// Starts a program that is looked up in PATH.
    /// - Parameter input: its standard input; nothing if `nil`.
    /// - Parameter output: its standard output and error; thrown away if `nil`.
    init(_ command: [String], input: Int32?, output: Int32?) throws {
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nowhere) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input ?? nowhere, 0)
        posix_spawn_file_actions_adddup2(&actions, output ?? nowhere, 1)
        posix_spawn_file_actions_adddup2(&actions, output ?? nowhere, 2)
        // Sockets and pipes of other tests: whoever waits for their other end would wait for this child.
        closeAllFrom(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // A group of its own: what ends the tests (Ctrl-C, a time limit) must not
        // end the shell that cleans up after them.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, command[0], &actions, &attributes, &arguments, environ)
        guard failure == 0 else {
            throw TestCluster.Failure(
                description: "cannot run \(command[0]): \(String(cString: strerror(failure)))")
        }
        pid = child
    }

    /// Waits for the end and gives the exit status, or -1.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}

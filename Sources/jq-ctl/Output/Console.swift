import Glibc

/// Standard output and standard error. Everything that the program prints goes through here.
enum Console {
    /// Writes `text` as it is to standard output.
    static func out(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes `bytes` as they are to standard output.
    static func out(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Writes `bytes` as they are to standard error.
    static func error(bytes: [UInt8]) { write(bytes, to: STDERR_FILENO) }

    /// Writes one line to standard output.
    static func line(_ text: String) { out(text + "\n") }

    /// Writes one line to standard error.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Writes the reason why the command ends.
    static func report(_ failure: CommandFailure) {
        guard !failure.message.isEmpty else { return }
        note("error: \(failure.message)")
    }

    /// Whether a person looks at standard output.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether a person can answer a question.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks on standard error; only an answer that begins with "y" is a yes.
    static func confirm(_ question: String) -> Bool {
        write("\(question) [y/N] ", to: STDERR_FILENO)
        return readLine()?.lowercased().hasPrefix("y") ?? false
    }

    /// Columns of the terminal; a usual width when the output goes elsewhere.
    static var width: Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 120 }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EPIPE {
                // The reader (`| head`) has enough. That is no error worth a message.
                _exit(128 + SIGPIPE)
            } else if errno != EINTR && errno != EAGAIN {
                // Not through this function again, which would end in the same place.
                if descriptor == STDOUT_FILENO { unsafe perror("error: cannot write to standard output") }
                _exit(74)
            }
        }
    }
}

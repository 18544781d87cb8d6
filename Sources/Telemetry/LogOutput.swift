internal import Glibc
internal import Synchronization

/// Where log lines go. A line is one `write`, so lines of several threads never mix, nor do those of
/// several processes that share a pipe as long as a line is no longer than 4 KiB.
public struct LogOutput: Sendable, Hashable {
    /// Standard output, where the log of a service belongs.
    public static let standardOutput = LogOutput(descriptor: STDOUT_FILENO)
    /// Standard error, where the log of a tool belongs whose output is data.
    public static let standardError = LogOutput(descriptor: STDERR_FILENO)

    /// How long a full, non-blocking pipe may take to have room again before the line is given up.
    private static let patienceMilliseconds: Int32 = 1000
    private static let oneLineAtATime = Mutex(())

    private let descriptor: Int32
    /// Whether colours mean something there.
    let isTerminal: Bool

    /// The file, pipe or terminal behind an open descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: Must stay open for as long as anybody logs.
    ///   - isTerminal: nil asks the kernel.
    package init(descriptor: Int32, isTerminal: Bool? = nil) {
        self.descriptor = descriptor
        self.isTerminal = isTerminal ?? (isatty(descriptor) == 1)
    }

    /// Writes a whole line. A log that cannot be written is no reason to stop working, so errors end here.
    func write(_ line: [UInt8]) {
        Self.oneLineAtATime.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let written = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
                }
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    var full = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    if unsafe poll(&full, 1, Self.patienceMilliseconds) <= 0 { return }
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}

internal import Glibc

/// A bound on what a child may use (`setrlimit`).
public struct ProcessLimit: Sendable, Hashable {
    /// What is bounded.
    public enum Resource: String, Sendable, Hashable, CaseIterable {
        /// Virtual memory, in bytes.
        case addressSpace
        /// The size of a core dump, in bytes.
        case coreSize
        /// Processor time, in seconds: SIGXCPU at the soft limit, SIGKILL at the hard one.
        case cpuSeconds
        /// The size of a file that the child writes, in bytes.
        case fileSize
        /// One more than the highest descriptor.
        case openFiles
        /// Processes and threads of the child's user, whoever started them.
        case processes
        /// The main thread's stack, in bytes.
        case stack
    }

    /// Stands for "no limit".
    public static let unlimited = UInt64.max

    /// What is bounded.
    public var resource: Resource
    /// The bound that is enforced; the child may raise it up to `hard`.
    public var soft: UInt64
    /// The bound on the bound.
    public var hard: UInt64

    /// A bound on one resource.
    ///
    /// - Parameters:
    ///   - resource: What is bounded.
    ///   - soft: The bound that is enforced.
    ///   - hard: How far the child may raise it; nil is the same as `soft`.
    public init(_ resource: Resource, soft: UInt64, hard: UInt64? = nil) {
        self.resource = resource
        self.soft = soft
        self.hard = hard ?? soft
    }
}

extension ProcessLimit.Resource {
    /// The kernel's number for it.
    var number: Int32 {
        let constant: __rlimit_resource =
            switch self {
            case .addressSpace: RLIMIT_AS
            case .coreSize: RLIMIT_CORE
            case .cpuSeconds: RLIMIT_CPU
            case .fileSize: RLIMIT_FSIZE
            case .openFiles: RLIMIT_NOFILE
            case .processes: __RLIMIT_NPROC
            case .stack: RLIMIT_STACK
            }
        return Int32(constant.rawValue)
    }
}

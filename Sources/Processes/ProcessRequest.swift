/// What to start and how. The child gets exactly this and nothing of its parent but the descriptors that
/// `output` inherits and `channel` gives: its own process group, default signal handling, no other open file.
public struct ProcessRequest: Sendable {
    /// What the child reads.
    public enum Input: Sendable, Hashable {
        /// End of file at once.
        case null
        /// These bytes, then end of file. A child that does not read them does no harm.
        case bytes([UInt8])
    }

    /// Where the child's output goes.
    public enum Output: Sendable, Hashable {
        /// Kept in memory, for each stream at most `limit` bytes: the first half and the last half of it,
        /// with a line between them that says how many bytes were dropped.
        case capture(limit: Int)
        /// The parent's own stream.
        case inherit
        /// Appended to this file, which is created with mode 0644 when it is missing.
        case file(String)
        /// Thrown away.
        case null
    }

    /// The number of the descriptor in the child that ``channel`` speaks of.
    public static let channelDescriptor: Int32 = 3

    /// What happens to processes that the child started and left behind when it ended by itself.
    public enum Leftovers: Sendable, Hashable {
        /// Those still in its process group are killed. Only one that called setsid escapes.
        case kill
        /// They go on.
        case leave
    }

    /// A path with a slash, or a name to look up in the `PATH` of `environment`.
    public var executable: String
    /// What follows the program's name on its command line.
    public var arguments: [String]
    /// The whole environment of the child.
    public var environment: [String: String]
    /// Where the child starts; nil is the parent's directory.
    public var workingDirectory: String?
    /// Whom the child runs as; nil is the parent's user. Only root may choose.
    public var user: ProcessUser?
    /// Resource limits, applied in this order.
    public var limits: [ProcessLimit]
    /// What the child reads.
    public var standardInput: Input
    /// Where standard output goes, and standard error unless `errorOutput` says otherwise.
    public var output: Output
    /// Where standard error goes; nil is as `output`.
    public var errorOutput: Output?
    /// Gives the child a pipe to its parent besides its three streams, and the number of its descriptor in the
    /// variable of this name; nil gives it none. What it writes there goes to the listener of `runProcess`.
    public var channel: String?
    /// The signal that the child gets when the reactor's thread, in effect this process, ends; nil is none.
    public var parentDeathSignal: Int32?
    /// What `runProcess` does with background processes of a child that ended by itself.
    public var leftovers: Leftovers

    /// A request with the given parts.
    ///
    /// - Parameters:
    ///   - executable: A path with a slash, or a name to look up in the `PATH` of `environment`.
    ///   - arguments: What follows the program's name.
    ///   - environment: The whole environment of the child.
    ///   - workingDirectory: Where the child starts; nil is the parent's directory.
    ///   - user: Whom the child runs as; nil is the parent's user.
    ///   - limits: Resource limits.
    ///   - standardInput: What the child reads.
    ///   - output: Where standard output goes, and standard error unless `errorOutput` is given.
    ///   - errorOutput: Where standard error goes.
    ///   - channel: The variable that names the child's pipe to its parent.
    ///   - parentDeathSignal: The signal that the child gets when this process ends.
    ///   - leftovers: What `runProcess` does with background processes of a child that ended by itself.
    public init(
        executable: String, arguments: [String] = [], environment: [String: String],
        workingDirectory: String? = nil, user: ProcessUser? = nil, limits: [ProcessLimit] = [],
        standardInput: Input = .null, output: Output = .capture(limit: 64 * 1024),
        errorOutput: Output? = nil, channel: String? = nil, parentDeathSignal: Int32? = nil,
        leftovers: Leftovers = .kill
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.user = user
        self.limits = limits
        self.standardInput = standardInput
        self.output = output
        self.errorOutput = errorOutput
        self.channel = channel
        self.parentDeathSignal = parentDeathSignal
        self.leftovers = leftovers
    }
}

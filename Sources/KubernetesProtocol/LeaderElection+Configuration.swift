/// Who takes part in an election and how patient it is.
public struct LeaderElectionConfiguration: Hashable, Sendable {
    /// The wait between two looks at another's lease is stretched by up to this share, at random, so that
    /// candidates do not look in step.
    static let acquireJitter = 1.2

    /// Names this candidate; must differ from that of any other process, also of an earlier one.
    public let identity: String
    /// How long others wait for a leader that is not heard of; whole seconds.
    public let leaseDuration: Duration
    /// How long a leader goes on when it cannot renew.
    public let renewDeadline: Duration
    /// Time between two attempts.
    public let retryPeriod: Duration

    /// A checked configuration; the defaults are those of client-go: 15 s, 10 s, 2 s. Busy clusters lose
    /// leases with them and take 60 s, 50 s, 5 s.
    public init(
        identity: String, leaseDuration: Duration = .seconds(15), renewDeadline: Duration = .seconds(10),
        retryPeriod: Duration = .seconds(2)
    ) throws(LeaderElectionConfigurationError) {
        self.identity = identity
        // A Lease holds whole seconds; what is checked is what others will see.
        self.leaseDuration = .seconds(leaseDuration.components.seconds)
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
        if identity.isEmpty {
            throw LeaderElectionConfigurationError(
                message: "the identity of a candidate for leadership is empty; give it a unique name")
        }
        if self.leaseDuration.components.seconds > Int64(Int32.max) {
            throw LeaderElectionConfigurationError(
                message: "the lease duration \(leaseDuration) is too long; take at most \(Int32.max) s")
        }
        if retryPeriod <= .zero || renewDeadline <= retryPeriod * Self.acquireJitter {
            throw LeaderElectionConfigurationError(
                message: "the renew deadline \(renewDeadline) must be longer than \(Self.acquireJitter) times"
                    + " the retry period \(retryPeriod), and that longer than nothing")
        }
        if self.leaseDuration <= renewDeadline {
            throw LeaderElectionConfigurationError(
                message: "the lease duration \(self.leaseDuration) (in whole seconds) must be longer than the"
                    + " renew deadline \(renewDeadline); otherwise there may be two leaders")
        }
    }
}

/// Why an election cannot work with such settings.
public struct LeaderElectionConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what would be right.
    public let message: String
    /// The message.
    public var description: String { message }
}

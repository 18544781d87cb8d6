/// What all workers of one pool have in common; a worker that was started with another one is replaced.
public struct ProcessPoolTemplate: Hashable, Sendable {
    /// The pool, by its stored name.
    public var pool: String
    /// The queues that a worker serves, by their stored names.
    public var queues: [String]
    /// How many jobs one worker runs at the same time.
    public var concurrency: Int
    /// Environment variables on top of the inherited ones.
    public var environment: [String: String]

    /// A template with these parts.
    public init(pool: String, queues: [String], concurrency: Int, environment: [String: String] = [:]) {
        self.pool = pool
        self.queues = queues
        self.concurrency = concurrency
        self.environment = environment
    }
}

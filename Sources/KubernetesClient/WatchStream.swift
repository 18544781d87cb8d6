public import KubernetesProtocol

/// The events of one watch. One task at a time reads. Letting go of it ends the watch.
public protocol WatchStream: Sendable {
    /// The events since the last call, at least one, in order; waits for them when there are none. nil is the
    /// orderly end of the watch.
    ///
    /// - Throws: ``KubernetesError`` when the watch ended otherwise, after all events before that. The reader
    ///   begins a new one from the last version it has seen.
    func next() async throws(KubernetesError) -> [WatchEvent]?

    /// Ends the watch; a waiting `next` throws `cancelled`. Harmless when it has ended.
    func cancel()
}

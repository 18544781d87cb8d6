internal import Synchronization

/// Passes each warning on once.
final class WarningReporter: Sendable {
    /// How many warnings are remembered; after that the memory begins anew.
    private static let memory = 1_000

    private let seen = Mutex(Set<String>())
    private let report: @Sendable (String) -> Void

    init(_ report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    func take(_ warnings: [String]) {
        for warning in warnings {
            let isNew = seen.withLock { seen in
                if seen.count >= Self.memory { seen.removeAll() }
                return seen.insert(warning).inserted
            }
            if isNew { report(warning) }
        }
    }
}

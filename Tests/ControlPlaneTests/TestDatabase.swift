import TestCluster

enum TestDatabase {
    /// An empty database of the process's cluster.
    static func fresh() async throws -> String { try await TestCluster.shared.makeDatabase() }
}

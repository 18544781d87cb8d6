import Resources

extension ClusterState {
    /// Makes and removes pods for deployments when that loop is switched on.
    mutating func deploymentsHear(_ change: Change) {}
}

import ArgumentParser

/// A command about declared resources, wherever they are kept: it gets the common flags and an endpoint.
protocol DeclarationCommand: AsyncParsableCommand {
    var connection: ConnectionOptions { get }
    var cluster: ClusterOptions { get }
    /// The time limit of each call.
    var callTimeout: Duration { get }
    func run(on endpoint: any DeclarationEndpoint) async throws
}

extension DeclarationCommand {
    mutating func run() async throws {
        let endpoint = try endpoint()
        do {
            try await run(on: endpoint)
        } catch {
            await endpoint.close()
            throw error
        }
        await endpoint.close()
    }

    /// The cluster with `--kubernetes`, otherwise jq-server.
    private func endpoint() throws(CommandFailure) -> any DeclarationEndpoint {
        if cluster.kubernetes { return try ClusterEndpoint(cluster, timeout: callTimeout) }
        return try Connection(connection, timeout: callTimeout)
    }

    var paint: Paint { connection.paint }
}

import ArgumentParser

/// A command with the flags that say where declared resources are kept.
protocol EndpointCommand: AsyncParsableCommand {
    var connection: ConnectionOptions { get }
    var cluster: ClusterOptions { get }
    var scope: NamespaceOptions { get }
    /// The time limit of each call.
    var callTimeout: Duration { get }
}

/// A command about declared resources that has nothing to do before it asks their endpoint.
protocol DeclarationCommand: EndpointCommand {
    func run(on endpoint: any DeclarationEndpoint) async throws
}

extension EndpointCommand {
    var paint: Paint { connection.paint }

    /// Runs `body` with the cluster when there is `--kubernetes`, otherwise with jq-server.
    func withEndpoint<Answer>(
        _ body: (any DeclarationEndpoint) async throws -> Answer
    ) async throws -> Answer {
        let endpoint: any DeclarationEndpoint
        if cluster.kubernetes {
            endpoint = try ClusterEndpoint(cluster, namespace: scope.namespace, timeout: callTimeout)
        } else {
            endpoint = try Connection(connection, timeout: callTimeout)
        }
        do {
            let answer = try await body(endpoint)
            await endpoint.close()
            return answer
        } catch {
            await endpoint.close()
            throw error
        }
    }
}

extension DeclarationCommand {
    mutating func run() async throws {
        let command = self
        try await withEndpoint { try await command.run(on: $0) }
    }
}

import ArgumentParser

/// A command that asks the server: it gets the common flags and a connection.
protocol ServerCommand: AsyncParsableCommand {
    var connection: ConnectionOptions { get }
    /// The time limit over everything the command asks.
    var callTimeout: Duration { get }
    func run(on server: Connection) async throws
}

extension ServerCommand {
    mutating func run() async throws {
        let server = try Connection(connection, timeout: callTimeout)
        try await run(on: server)
    }

    var paint: Paint { connection.paint }
}

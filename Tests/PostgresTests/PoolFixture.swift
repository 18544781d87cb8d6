import LinuxReactor
import Postgres
import TestCluster

/// A pool on an empty database of the shared test server.
func makePool(
    size: Int = 4, statementTimeout: Duration = .seconds(30), reactor: Reactor = .shared
) async throws -> PostgresPool {
    PostgresPool(
        try await makeConfiguration(size: size, statementTimeout: statementTimeout), reactor: reactor)
}

func makeConfiguration(
    size: Int = 4, statementTimeout: Duration = .seconds(30), cluster: TestCluster = .shared
) async throws -> PostgresConfiguration {
    PostgresConfiguration(
        conninfo: try await cluster.makeDatabase(), poolSize: size, statementTimeout: statementTimeout,
        applicationName: "driver tests")
}

extension PostgresPool {
    /// Runs SQL that the driver does not keep.
    @discardableResult
    func once(_ sql: String) async throws(PostgresError) -> Rows {
        try await execute(Statement("", sql))
    }

    /// Waits until the server, asked over and over, says yes.
    func waitUntil(_ condition: String) async {
        await eventually { (try? await once("SELECT (\(condition))"))?.first?.bool(0) == true }
    }
}

/// Waits until `condition` holds. It asks every few milliseconds, to leave the processor to those it waits
/// for, and gives up only with its task, when the time limit of the test is over.
func eventually(_ condition: () async -> Bool) async {
    while await !condition() {
        guard (try? await Task.sleep(for: .milliseconds(2))) != nil else { return }
    }
}

/// The parameters of a call.
func parameters(_ body: (inout Parameters) -> Void) -> Parameters {
    var parameters = Parameters()
    body(&parameters)
    return parameters
}

/// Runs `body`, which must fail with an error of the driver.
func failure<T>(_ body: () async throws -> T) async -> PostgresError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

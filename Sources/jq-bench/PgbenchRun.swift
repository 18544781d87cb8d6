import ControllerRuntime
import Processes

/// PostgreSQL's own load generator on a script.
struct PgbenchRun: Sendable {
    struct Transactions: Sendable {
        var count: Int
        var perSecond: Double
    }

    let conninfo: String
    let script: String
    let folder: ScratchFolder

    func run(clients: Int, seconds: Int) async throws -> Transactions {
        try folder.write("lifecycle.sql", script)
        let result = try await runProcess(
            ProcessRequest(
                executable: "pgbench",
                arguments: [
                    "-n", "-f", folder.appending("lifecycle.sql"), "-M", "prepared", "-c", "\(clients)", "-j",
                    "1",
                    "-T", "\(seconds)", conninfo,
                ],
                environment: [
                    "PATH": ProcessEnvironment.searchPath.map(\.text).joined(separator: ":"),
                    // As the store's connections.
                    "PGOPTIONS": "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off",
                ]))
        let output = String(decoding: result.standardOutput, as: UTF8.self)
        let count = Self.number(after: "number of transactions actually processed: ", in: output)
        guard result.isSuccess, let count, let rate = Self.number(after: "tps = ", in: output), count > 0
        else {
            let words = String(decoding: result.standardError, as: UTF8.self)
            throw BenchError("pgbench failed, \(result.exit): \(words)\(output)")
        }
        return Transactions(count: Int(count), perSecond: rate)
    }

    private static func number(after label: String, in output: String) -> Double? {
        for line in output.split(separator: "\n") where line.hasPrefix(label) {
            return Double(line.dropFirst(label.count).prefix { $0.isNumber || $0 == "." })
        }
        return nil
    }
}

import ControllerRuntime
import Curl

/// A jq-controller of a cluster, with its metrics.
struct ControllerUnderTest: Sendable {
    let process: ProductProcess
    private let metricsPort: Int

    /// Starts one for one namespace of the cluster, on this database.
    static func start(
        kubeconfig: String?, namespace: String, database: BenchDatabase, folder: ScratchFolder
    ) async throws -> ControllerUnderTest {
        let metricsPort = try freePort()
        var arguments = [
            "--source", "kubernetes", "--namespace", namespace, "--interval", "1", "--health-port",
            "\(try freePort())", "--metrics-port", "\(metricsPort)",
        ]
        if let kubeconfig { arguments += ["--kubeconfig", kubeconfig] }
        var environment = [
            "JQ_DB_URL": database.conninfo, "JQ_CONTROLLER_HOME_NAMESPACE": namespace,
            "JQ_LOGGING_FORMAT": "text", "JQ_LOGGING_LEVEL": "warning",
        ]
        environment["KUBECONFIG"] = ProcessEnvironment.variables["KUBECONFIG"]
        let process = try await ProductProcess.start(
            "jq-controller", name: "controller", arguments: arguments, environment: environment,
            folder: folder)
        return ControllerUnderTest(process: process, metricsPort: metricsPort)
    }

    /// Requests to the API server so far, by method.
    func requests() async throws -> [String: Int] {
        let client = HTTPClient()
        let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(metricsPort)/metrics"))
        await client.shutdown()
        var counts: [String: Int] = [:]
        for line in String(decoding: response.body, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("rest_client_requests_total{") {
            // rest_client_requests_total{code="200",method="GET"} 17
            let words = line.split(separator: "\"")
            guard let label = words.firstIndex(where: { $0.hasSuffix("method=") }), label + 1 < words.count,
                let value = line.split(separator: " ").last.flatMap({ Double($0) })
            else { continue }
            counts[String(words[label + 1]), default: 0] += Int(value)
        }
        return counts
    }
}

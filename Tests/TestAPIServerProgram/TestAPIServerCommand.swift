import ArgumentParser
import Foundation
import TestAPIServer
import UnixSignals

/// Runs the model of an API server until it is told to end, for work with kubectl at a shell.
@main
struct TestAPIServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-test-apiserver",
        abstract: "A model of kube-apiserver in memory, for tests.",
        discussion: "Prints a line for the shell that makes kubectl use it, and runs until SIGTERM or SIGINT."
    )

    @Option(help: "The address to listen on, as host:port; port 0 takes a free one.")
    var listen = "127.0.0.1:0"

    @Flag(help: "Speak TLS, and HTTP/2 to clients that want it.")
    var tls = false

    @Flag(help: "Enforce roles and bindings.")
    var rbac = false

    @Option(help: "A folder of CustomResourceDefinitions to begin with.")
    var crds: String?

    @Option(help: "Where to write the kubeconfig file of an administrator.")
    var kubeconfig: String?

    func run() async throws {
        var configuration = TestAPIServer.Configuration()
        let parts = listen.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else {
            throw ValidationError("--listen \(listen) is not of the form host:port")
        }
        configuration.host = String(parts[0])
        configuration.port = port
        configuration.tls = tls
        configuration.rbac = rbac
        configuration.deployments = true
        if let crds { configuration.definitions = try TestAPIServer.definitions(inFolder: crds) }
        // Caught from here on, so that whoever reads the line below can already end the program in good
        // order.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let server = try await TestAPIServer(configuration)
        let path = kubeconfig ?? FileManager.default.temporaryDirectory.path + "/jq-test-apiserver.kubeconfig"
        try server.kubeconfig().write(toFile: path, atomically: true, encoding: .utf8)
        // Not print(), whose buffer a reader at a pipe would wait for.
        try FileHandle.standardOutput.write(contentsOf: Data("export KUBECONFIG=\(path)\n".utf8))
        for await _ in signals { break }
        await server.stop()
    }
}

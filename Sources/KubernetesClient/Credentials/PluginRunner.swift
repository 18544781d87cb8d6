internal import Glibc
internal import Processes
internal import Resources

/// Runs a credential plugin, one at a time, and keeps what it gave until that expires.
actor PluginRunner {
    private typealias Run = Task<Result<PluginCredentials, KubernetesError>, Never>

    /// The largest answer of a plugin, in bytes.
    private static let outputLimit = 1 << 20

    private let plugin: CredentialPlugin
    private let timeout: Duration
    private var known: PluginCredentials?
    private var run: Run?

    init(_ plugin: CredentialPlugin, timeout: Duration) {
        self.plugin = plugin
        self.timeout = timeout
    }

    /// The credentials. All who ask while the plugin runs get what this one run gives.
    func credentials() async throws(KubernetesError) -> PluginCredentials {
        if let known, known.expiry.map({ $0 > wallClockMicros() }) ?? true { return known }
        if let run { return try await run.value.get() }
        // A task of its own: the one who asked first may be cancelled, and the others still need the answer.
        let run = Run { [plugin, timeout] in
            do throws(KubernetesError) {
                return .success(try await Self.execute(plugin, timeout))
            } catch {
                return .failure(error)
            }
        }
        self.run = run
        let outcome = await run.value
        self.run = nil
        if case .success(let credentials) = outcome { known = credentials }
        return try outcome.get()
    }

    /// Forgets what is known if `isStale`.
    func drop(if isStale: @Sendable (PluginCredentials) -> Bool) {
        if let known, isStale(known) { self.known = nil }
    }

    private static func execute(
        _ plugin: CredentialPlugin, _ timeout: Duration
    ) async throws(KubernetesError) -> PluginCredentials {
        let name = "the credential plugin \(plugin.command)"
        if plugin.interactiveMode == .always {
            throw .credentials(
                "\(name) wants to talk with the user (interactiveMode: Always), which is not possible here")
        }
        var environment = plugin.environment
        environment["KUBERNETES_EXEC_INFO"] = information(plugin)
        let request = ProcessRequest(
            executable: plugin.command, arguments: plugin.arguments, environment: environment,
            output: .capture(limit: outputLimit),
            // A plugin that tells the user to open a page says it there.
            errorOutput: isatty(STDERR_FILENO) == 1 ? .inherit : .capture(limit: 4 << 10))
        let result: ProcessResult
        do throws(SpawnError) {
            result = try await runProcess(request, timeout: timeout, killGrace: .seconds(1))
        } catch {
            throw .credentials(
                "\(name) did not start: \(error)" + (plugin.installHint.map { "\n\($0)" } ?? ""))
        }
        guard result.isSuccess else {
            let how = result.reason == .timedOut ? "took longer than \(timeout)" : "failed (\(result.exit))"
            throw .credentials("\(name) \(how): \(lastLines(result.standardError))")
        }
        do throws(ConfigurationError) {
            return try PluginCredentials(result.standardOutput, of: plugin)
        } catch {
            throw .credentials("\(name) is of no use: \(error)")
        }
    }

    private static func lastLines(_ output: [UInt8]) -> String {
        let text = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
        return text.isEmpty ? "it said nothing" : text.suffix(5).joined(separator: "; ")
    }

    /// What a plugin is told.
    private static func information(_ plugin: CredentialPlugin) -> String {
        var spec: [String: Value] = ["interactive": false]
        if let cluster = plugin.cluster { spec["cluster"] = cluster }
        let information: Value = .object([
            "apiVersion": .string(plugin.apiVersion), "kind": "ExecCredential", "spec": .object(spec),
        ])
        return String(decoding: information.canonicalJSON(), as: UTF8.self)
    }
}

/// Microseconds since 1970 by the system's clock.
private func wallClockMicros() -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

import CustomResources
import Foundation
import Glibc
import LinuxReactor
import Processes
import Resources
import TestAPIServer

/// A cluster with our definitions, a kubeconfig for it, and a folder of manifests.
final class CtlCluster: Sendable {
    let api: TestAPIServer
    let folder: String

    init(
        user: String? = nil, namespace: String = "default",
        _ change: (inout TestAPIServer.Configuration) -> Void = { _ in }
    ) async throws {
        var configuration = TestAPIServer.Configuration()
        configuration.definitions = Kind.allCases.map { customResourceDefinition($0) }
        change(&configuration)
        api = try await TestAPIServer(configuration)
        folder = NSTemporaryDirectory() + "jq-ctl-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/m", withIntermediateDirectories: true)
        try api.kubeconfig(user: user, namespace: namespace)
            .write(toFile: folder + "/kubeconfig", atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Puts a manifest into the folder `m`.
    func write(_ text: String, to name: String = "all.yaml") throws {
        try text.write(toFile: "\(folder)/m/\(name)", atomically: true, encoding: .utf8)
    }

    func makeNamespace(_ name: String) throws {
        try api.create(
            "namespaces",
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }

    /// What jq-ctl says to these words, split at blanks, with `--kubernetes`, in the folder.
    func ctl(_ words: String, in environment: [String: String] = [:]) async throws -> CtlResult {
        try await jqctl("\(words) --kubernetes", folder: folder, environment)
    }

    /// Runs `body` while a command runs; the command's answer.
    func ctl(_ words: String, while body: () async throws -> Void) async throws -> CtlResult {
        async let result = ctl(words)
        try await body()
        return try await result
    }
}

/// What a command printed and how it ended.
struct CtlResult: Sendable {
    var output: String
    var error: String
    var status: Int32
}

/// The jq-ctl that was built with these tests, or the one that `JQ_CTL` names.
var jqctlPath: String {
    let ours = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = (ours as NSString).deletingLastPathComponent + "/jq-ctl"
    return ProcessInfo.processInfo.environment["JQ_CTL"] ?? beside
}

/// Runs jq-ctl with these words, split at blanks.
func jqctl(
    _ words: String, folder: String = "/", _ environment: [String: String] = [:]
) async throws -> CtlResult {
    let request = ProcessRequest(
        executable: jqctlPath, arguments: words.split(separator: " ").map(String.init),
        environment: ["KUBECONFIG": folder + "/kubeconfig", "HOME": folder].merging(environment) { $1 },
        workingDirectory: folder, output: .capture(limit: 1 << 20), errorOutput: .capture(limit: 1 << 20))
    let result = try await runProcess(request, timeout: .seconds(60))
    let status: Int32 = if case .exited(let code) = result.exit { Int32(code) } else { -1 }
    return CtlResult(
        output: String(decoding: result.standardOutput, as: UTF8.self),
        error: String(decoding: result.standardError, as: UTF8.self), status: status)
}

/// A queue and a job on it.
let queueAndJob = """
    apiVersion: jq.dev/v1alpha1
    kind: Job
    metadata: {name: migrate}
    spec:
      queue: emails
      command: [echo, hi]
    ---
    apiVersion: jq.dev/v1alpha1
    kind: Queue
    metadata: {name: emails, labels: {team: billing}}
    spec:
      maxRetries: 5
    """

extension Value {
    /// Sets the member at the path, making the objects on the way.
    mutating func set(_ path: String..., to value: Value) { set(path[...], to: value) }

    private mutating func set(_ path: ArraySlice<String>, to value: Value) {
        guard let name = path.first else {
            self = value
            return
        }
        var members = objectValue ?? [:]
        members[name, default: [:]].set(path.dropFirst(), to: value)
        self = .object(members)
    }
}

import KubernetesClient
import Testing

@Suite struct InClusterTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write("token", "secret\n")
        try folder.write("ca.crt", certificate)
        try folder.write("namespace", "team-a")
    }

    private func configuration(host: String = "10.0.0.1") throws -> ClusterConfiguration {
        let environment = ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "443"]
        return try ClusterConfiguration.detect(environment: environment, folder: folder.path)
    }

    @Test func theServiceAccountIsFound() throws {
        let configuration = try configuration()
        #expect(configuration.serverURL == "https://10.0.0.1:443")
        #expect(configuration.namespace == "team-a")
        #expect(configuration.authorities == .file("\(folder.path)/ca.crt"))
        #expect(configuration.login == .tokenFile("\(folder.path)/token", fallback: nil))
        #expect(try self.configuration(host: "fd00::1").serverURL == "https://[fd00::1]:443")
    }

    @Test func bothVariablesAreNeeded() {
        #expect(throws: ConfigurationError.self) {
            try ClusterConfiguration.inCluster(
                environment: ["KUBERNETES_SERVICE_HOST": "10.0.0.1"], folder: folder.path)
        }
    }

    /// A client that went on without would trust whomever the image trusts.
    @Test(arguments: ["ca.crt", "token"])
    func aMissingOrEmptyFileFailsLoudly(file: String) throws {
        try folder.write(file, "\n")
        #expect(throws: ConfigurationError.self) { try configuration() }
        try folder.remove(file)
        do {
            _ = try configuration()
            Issue.record("it did not fail")
        } catch {
            #expect("\(error)".contains("\(folder.path)/\(file)"))
        }
    }

    @Test func aHalfWrittenAuthorityIsNone() throws {
        try folder.write("ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n")
        #expect(throws: ConfigurationError.self) { try configuration() }
    }
}

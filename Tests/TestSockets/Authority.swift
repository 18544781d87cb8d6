package import Foundation
internal import Processes

/// Makes keys and certificates with the `openssl` command, in a folder that goes with it.
package final class Authority: Sendable {
    struct CommandFailed: Error {
        let output: String
    }

    package let folder: URL
    package let name: String

    package var path: String { folder.appendingPathComponent("ca.pem").path }
    package var certificates: [UInt8] { get throws { try bytes("ca.pem") } }

    /// A certificate authority.
    package init(_ name: String) async throws {
        self.name = name
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("jq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "ca.key", "-out", "ca.pem")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// A certificate with its key, for these names (`DNS:..`, `IP:..`).
    package func issue(_ commonName: String, for names: [String] = ["IP:127.0.0.1"]) async throws -> Issued {
        let file = UUID().uuidString
        let extensions =
            "subjectAltName=\(names.joined(separator: ","))\nextendedKeyUsage=serverAuth,clientAuth\n"
        try Data(extensions.utf8).write(to: folder.appendingPathComponent("\(file).ext"))
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", "/CN=\(commonName)", "-keyout", "\(file).key", "-out", "\(file).csr")
        try await openssl(
            "x509", "-req", "-in", "\(file).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "\(file).ext", "-out", "\(file).pem")
        return Issued(certificate: try bytes("\(file).pem"), key: try bytes("\(file).key"))
    }

    /// `key` behind a passphrase.
    package func locked(_ key: [UInt8]) async throws -> [UInt8] {
        try Data(key).write(to: folder.appendingPathComponent("open.key"))
        try await openssl(
            "pkey", "-in", "open.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
        return try bytes("locked.key")
    }

    private func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(file)))
    }

    private func openssl(_ arguments: String...) async throws {
        let result = try await runProcess(
            ProcessRequest(
                executable: "openssl", arguments: arguments, environment: ["PATH": "/usr/bin:/bin"],
                workingDirectory: folder.path))
        guard result.isSuccess else {
            throw CommandFailed(output: String(decoding: result.standardError, as: UTF8.self))
        }
    }
}

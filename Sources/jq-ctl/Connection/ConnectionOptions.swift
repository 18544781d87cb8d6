import ArgumentParser
import GRPCNIOTransportHTTP2Posix

/// Where the server is and how to speak to it; the same flags in every command that needs one.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server, or several with commas: the next is tried when one is away. Also JQ_SERVER_ADDR.",
            valueName: "host:port"))
    var serverAddr = environment("JQ_SERVER_ADDR") ?? "127.0.0.1:\(ServerAddress.defaultPort)"

    @Flag(
        help:
            "Encrypt, and trust the certificates that this machine trusts. Given with any other --tls option."
    )
    var tls = false

    @Option(
        help: ArgumentHelp("Trust these certificate authorities (PEM). Also JQ_TLS_CA.", valueName: "file"))
    var tlsCa: String?

    @Option(help: ArgumentHelp("Present this client certificate (PEM). Also JQ_TLS_CERT.", valueName: "file"))
    var tlsCert: String?

    @Option(
        help: ArgumentHelp("The key of the client certificate (PEM). Also JQ_TLS_KEY.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Accept a server certificate for this name.", valueName: "name"))
    var tlsServerName: String?

    @Option(
        help: ArgumentHelp(
            "Authenticate with this token. Better in JQ_TOKEN, where no process list shows it."))
    var token: String?

    @Flag(help: "Print without colours. Also NO_COLOR.")
    var noColor = false

    mutating func validate() throws {
        tlsCa = tlsCa ?? environment("JQ_TLS_CA")
        tlsCert = tlsCert ?? environment("JQ_TLS_CERT")
        tlsKey = tlsKey ?? environment("JQ_TLS_KEY")
        token = token ?? environment("JQ_TOKEN")
        if (tlsCert == nil) != (tlsKey == nil) {
            throw ValidationError("--tls-cert and --tls-key belong together; give both, or neither")
        }
        do {
            _ = try ServerAddress.list(serverAddr)
        } catch {
            throw ValidationError(error.message)
        }
    }

    var paint: Paint { Paint(noColor: noColor) }

    var isEncrypted: Bool { tls || tlsCa != nil || tlsCert != nil || tlsServerName != nil }

    /// The transport's settings. The files are checked here because the transport only says that "something"
    /// of the TLS configuration is wrong.
    func security() throws(CommandFailure) -> HTTP2ClientTransport.Posix.TransportSecurity {
        guard isEncrypted else { return .plaintext }
        var configuration = HTTP2ClientTransport.Posix.TransportSecurity.TLS.defaults
        if let tlsCa {
            let bytes = try readFile(tlsCa)
            configuration.trustRoots = .certificates([.bytes(bytes, format: .pem)])
        }
        if let tlsCert, let tlsKey {
            configuration.certificateChain = [.bytes(try readFile(tlsCert), format: .pem)]
            configuration.privateKey = .bytes(try readFile(tlsKey), format: .pem)
        }
        return .tls(configuration)
    }
}

/// `--timeout` of commands in which nothing else is called so.
struct TimeoutOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long the call to the server may take, retries included.", valueName: "duration"))
    var timeout = DurationArgument.defaultTimeout
}

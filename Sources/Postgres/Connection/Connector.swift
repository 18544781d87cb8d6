internal import CLibPQ
internal import LinuxReactor

/// Opens sessions on a thread of its own: libpq resolves names, and negotiates TLS, while it blocks.
final class Connector: Sendable {
    private let target: Result<ConnectionString, PostgresError>
    private let reactor: Reactor
    private let connecting = BlockingThread(name: "pg-connect")
    /// Not the thread above: a cancellation must not wait for a connection attempt.
    private let cancelling = BlockingThread(name: "pg-cancel")

    init(_ configuration: PostgresConfiguration, reactor: Reactor) {
        self.reactor = reactor
        target = Result { () throws(PostgresError) in try ConnectionString(configuration) }
    }

    /// Why the connection string is of no use, if so: then no attempt can succeed.
    var invalid: PostgresError? {
        if case .failure(let error) = target { error } else { nil }
    }

    /// Connects, and calls back on the reactor's thread.
    func connect(_ done: @escaping @Sendable (Result<Session, PostgresError>) -> Void) {
        connecting.submit { [target, reactor] in
            let outcome = target.flatMap { string in
                Result { () throws(PostgresError) in try Self.open(string) }
            }
            reactor.run { done(outcome) }
        }
    }

    /// Asks the server to cancel, and calls back on the reactor's thread when it has taken the request.
    func cancel(_ canceller: Canceller, _ done: @escaping @Sendable () -> Void) {
        cancelling.submit { [reactor] in
            canceller.cancel()
            reactor.run(done)
        }
    }

    private static func open(_ string: ConnectionString) throws(PostgresError) -> Session {
        let settings = Array(string.settings)
        guard
            let pointer = withCStrings(
                settings.map(\.key),
                { keywords in
                    withCStrings(settings.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
                })
        else {
            throw PostgresError(.connectionLoss, "libpq has no memory for a connection")
        }
        let session = Session(pointer)
        guard PQstatus(pointer) == CONNECTION_OK, PQsetnonblocking(pointer, 1) == 0,
            PQenterPipelineMode(pointer) == 1
        else {
            throw PostgresError(
                .connectionLoss,
                "cannot reach PostgreSQL at \(string.place): \(string.redacted(session.failure))")
        }
        // Notices would go to standard error.
        PQsetNoticeReceiver(pointer, { _, _ in }, nil)
        return session
    }

    /// Lends a NULL-terminated array of C strings.
    private static func withCStrings<T>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T
    ) -> T {
        // One buffer for all of them; the pointers are made once it no longer moves.
        let bytes = strings.flatMap { $0.utf8CString }
        return bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            var pointers: [UnsafePointer<CChar>?] = strings.map { string in
                defer { start += string.utf8CString.count }
                return buffer.baseAddress.map { $0 + start }
            }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}

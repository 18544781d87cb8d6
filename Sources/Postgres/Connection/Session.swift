internal import CLibPQ

/// The owner of one libpq connection, closed with its last reference.
///
/// Unchecked, because it moves once from the thread that connects to the reactor that uses it, and never
/// serves both.
final class Session: @unchecked Sendable {
    let pointer: OpaquePointer
    let descriptor: Int32
    let canceller: Canceller

    /// Takes over a connection that libpq has opened.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        descriptor = PQsocket(pointer)
        canceller = Canceller(pointer)
    }

    deinit {
        PQfinish(pointer)
    }

    /// libpq's words about the last failure, in one line.
    var failure: String { PostgresError.oneLine(PQerrorMessage(pointer)) }
}

/// What it takes to ask the server, over a connection of its own, to cancel what a session is doing.
///
/// Unchecked, because a `PGcancel` never changes and libpq says of `PQcancel`: "It can also be invoked
/// from a thread that is separate from the one manipulating the PGconn object."
final class Canceller: @unchecked Sendable {
    private let pointer: OpaquePointer?

    init(_ session: OpaquePointer) {
        pointer = PQgetCancel(session)
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Blocks until the server has taken the request. Failure is not reported: whoever cancels also
    /// watches the clock.
    func cancel() {
        var words = [CChar](repeating: 0, count: 256)
        _ = PQcancel(pointer, &words, Int32(words.count))
    }
}

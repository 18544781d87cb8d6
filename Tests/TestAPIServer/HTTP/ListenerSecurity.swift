import NIOSSL
import Synchronization

/// What a listener shows to new connections; it can be changed while the listener runs.
final class ListenerSecurity: Sendable {
    private struct Shown {
        var context: NIOSSLContext
    }

    private let shown: Mutex<Shown>
    private let http2: Bool

    init(_ identity: ServerIdentity, http2: Bool) throws {
        self.http2 = http2
        shown = Mutex(Shown(context: try identity.context(http2: http2)))
    }

    var context: NIOSSLContext { shown.withLock { $0.context } }

    /// Shows another certificate from now on.
    func show(_ identity: ServerIdentity) throws {
        let context = try identity.context(http2: http2)
        shown.withLock { $0.context = context }
    }
}

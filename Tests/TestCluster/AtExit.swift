import Foundation
import Synchronization

/// Work for the end of the process, which also comes after a failed test.
final class AtExit: Sendable {
    static let shared = AtExit()
    private let bodies = Mutex<[@Sendable () -> Void]>([])

    private init() {
        atexit { AtExit.shared.run() }
    }

    func add(_ body: @escaping @Sendable () -> Void) {
        bodies.withLock { $0.append(body) }
    }

    private func run() {
        let all = bodies.withLock { bodies in
            defer { bodies = [] }
            return bodies
        }
        for body in all { body() }
    }
}

import LinuxReactor

extension Reactor {
    /// Runs `body` on the reactor's thread; it calls its argument, once, to end the wait.
    func wait<T: Sendable>(_ body: @escaping @Sendable (@escaping @Sendable (T) -> Void) -> Void) async -> T {
        await withCheckedContinuation { continuation in
            run { body { continuation.resume(returning: $0) } }
        }
    }
}

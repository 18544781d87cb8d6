internal import Glibc
internal import Synchronization

/// A thread for C calls that block (`PQconnectdb`, `PQcancel`, `getaddrinfo`), one after the other, so
/// that neither a reactor nor Swift's own threads stand still.
///
/// The thread starts with the first call and ends when the last reference to this object is gone and
/// its calls are done.
public final class BlockingThread: Sendable {
    private let name: String
    private let calls = CallQueue()
    private let isStarted = Atomic<Bool>(false)

    /// - Parameter name: shown by tools such as `top -H`; the system keeps the first 15 bytes.
    public init(name: String) {
        self.name = name
    }

    deinit {
        calls.close()
    }

    /// Runs `body` on the thread after the calls before it, and gives back what it returns or throws.
    /// A running call cannot be interrupted: cancelling the task changes nothing.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Runs `body` on the thread after the calls before it, without waiting for it.
    public func submit(_ body: @escaping @Sendable () -> Void) {
        calls.add(body)
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        Thread(name: name) { [calls] in
            while let call = calls.next() { call() }
        }.detach()
    }
}

/// The calls that wait for the thread. A semaphore counts them, plus one for the end.
///
/// Unchecked, because of the semaphore's pointer: `sem_post` and `sem_wait` are made for many threads.
private final class CallQueue: @unchecked Sendable {
    private struct State {
        var calls: [@Sendable () -> Void] = []
        var next = 0
    }

    private let state = Mutex(State())
    private let count = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(count, 0, 0)
    }

    deinit {
        sem_destroy(count)
        count.deallocate()
    }

    func add(_ call: @escaping @Sendable () -> Void) {
        state.withLock { $0.calls.append(call) }
        sem_post(count)
    }

    func close() {
        sem_post(count)
    }

    /// Waits for a call; `nil` when the queue is closed and empty.
    func next() -> (@Sendable () -> Void)? {
        while sem_wait(count) != 0 {}  // interrupted by a signal: wait again
        return state.withLock { state in
            guard state.next < state.calls.count else { return nil }
            let call = state.calls[state.next]
            state.next += 1
            if state.next == state.calls.count {
                state.calls.removeAll(keepingCapacity: true)
                state.next = 0
            }
            return call
        }
    }
}

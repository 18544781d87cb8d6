internal import CLinux
internal import CRdKafka
internal import Glibc
internal import LinuxReactor

/// Lets a reactor know when a librdkafka queue that was empty has something in it.
///
/// Unchecked, because its methods are called on the reactor's thread only.
final class QueueWatch: @unchecked Sendable {
    let queue: OpaquePointer
    private let client: ClientHandle
    private let reactor: Reactor
    private let descriptor: Int32

    /// Takes `queue` over. `ready` must take everything out of it.
    init(
        _ queue: OpaquePointer, of client: ClientHandle, on reactor: Reactor,
        ready: @escaping @Sendable () -> Void
    ) {
        self.queue = queue
        self.client = client
        self.reactor = reactor
        descriptor = clinux_eventfd_create()
        let descriptor = descriptor
        reactor.run {
            reactor.watch(descriptor, .readable) { _ in
                clinux_eventfd_drain(descriptor)
                ready()
            }
            // What came before is announced by nobody.
            ready()
        }
        // An eventfd adds up the eight-byte numbers that are written to it.
        var one: UInt64 = 1
        rd_kafka_queue_io_event_enable(queue, descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Ends the announcements. The queue itself lives on with this object.
    func stop() {
        rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
        reactor.unwatch(descriptor)
    }

    deinit {
        rd_kafka_queue_destroy(queue)
        close(descriptor)
    }
}

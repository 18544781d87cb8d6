internal import Glibc

/// The ports of brokers that are away. The system gives out a port that nobody uses, to any connection of the other
/// tests; librdkafka then finds the broker's port taken when it comes back, and ends the process.
///
/// A socket that is bound and does not listen refuses connections, and lets another one listen beside it where both
/// allow the address to be used again.
struct HeldPorts: ~Copyable {
    private var descriptors: [Int32] = []

    /// Holds the ports in `addresses` (host:port, with commas) on the loopback, as far as they are free.
    init(_ addresses: String) {
        for port in addresses.split(separator: ",").compactMap({ UInt16($0.split(separator: ":").last ?? "") }) {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            if descriptor < 0 { continue }
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
            let result = withUnsafeBytes(of: &address) { bytes in
                bytes.baseAddress.map {
                    bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
                } ?? -1
            }
            if result == 0 { descriptors.append(descriptor) } else { close(descriptor) }
        }
    }

    /// How many ports are held.
    var count: Int { descriptors.count }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}

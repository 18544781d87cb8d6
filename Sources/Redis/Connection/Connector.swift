internal import Glibc
internal import LinuxReactor

/// Opens sockets on a thread of its own, because looking up a name blocks.
final class Connector: Sendable {
    let configuration: RedisConfiguration
    private let reactor: Reactor
    private let thread = BlockingThread(name: "redis-connect")

    init(_ configuration: RedisConfiguration, reactor: Reactor) {
        self.configuration = configuration
        self.reactor = reactor
    }

    /// Connects, and calls back on the reactor's thread. The socket is the caller's, to close.
    func connect(_ done: @escaping @Sendable (Result<Int32, RedisError>) -> Void) {
        thread.submit { [configuration, reactor] in
            let outcome = Result { () throws(RedisError) in try Self.open(configuration) }
            reactor.run { done(outcome) }
        }
    }

    /// What is said to a server first. The last answer shows that it takes commands.
    var greeting: (bytes: [UInt8], count: Int) {
        let url = configuration.url
        var commands: [RedisCommand] = []
        if let password = url.password {
            let login = [url.user, password].compactMap { $0.map { RedisArgument($0) } }
            commands.append(RedisCommand("AUTH", login))
        }
        if url.database != 0 { commands.append(RedisCommand("SELECT", RedisArgument(url.database))) }
        commands.append(RedisCommand("PING"))
        return (commands.flatMap(\.bytes), commands.count)
    }

    /// What a refused greeting means.
    func greetingFailed(_ refusal: RedisRefusal) -> RedisError {
        let hint: String? =
            switch refusal.code {
            case "NOAUTH", "WRONGPASS": "check user and password of redis.url"
            case "ERR" where refusal.message.contains("DB index"): "check the database's number in redis.url"
            default: nil
            }
        return RedisError(
            .connectionLoss, "Redis at \(configuration.url) refused the greeting: \(refusal.message)",
            hint: hint)
    }

    private static func open(_ configuration: RedisConfiguration) throws(RedisError) -> Int32 {
        var failure = "no address"
        for address in try addresses(of: configuration.url) {
            let descriptor = socket(
                address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
                0)
            guard descriptor >= 0 else { throw unreachable(configuration.url, reason(errno)) }
            let error = connect(descriptor, to: address, within: configuration.connectTimeout)
            if error == 0 {
                if address.family != AF_UNIX { tune(descriptor) }
                return descriptor
            }
            close(descriptor)
            failure = reason(error)
        }
        throw unreachable(configuration.url, failure)
    }

    private struct Address {
        var family: Int32
        /// A `sockaddr` of the family.
        var bytes: [UInt8]
    }

    private static func addresses(of url: RedisURL) throws(RedisError) -> [Address] {
        switch url.place {
        case .socket(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
                throw RedisError(.refused, "the path of the Redis socket is longer than Linux allows")
            }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            return [Address(family: AF_UNIX, bytes: withUnsafeBytes(of: address) { Array($0) })]
        case .host(let host, let port):
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            let failure = getaddrinfo(host, String(port), &hints, &list)
            guard failure == 0 else { throw unreachable(url, String(cString: gai_strerror(failure))) }
            defer { freeaddrinfo(list) }
            return sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { entry in
                guard let found = entry?.pointee else { return nil }
                let bytes = UnsafeRawBufferPointer(start: found.ai_addr, count: Int(found.ai_addrlen))
                return Address(family: found.ai_family, bytes: Array(bytes))
            }
        }
    }

    /// Zero, or the system's error.
    private static func connect(_ descriptor: Int32, to address: Address, within limit: Duration) -> Int32 {
        let result = address.bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map {
                Glibc.connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            } ?? -1
        }
        if result == 0 { return 0 }
        // A unix socket whose server takes nobody answers EAGAIN.
        guard errno == EINPROGRESS else { return errno }
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let end = ContinuousClock.now + limit
        while true {
            let left = max(
                0, Int32(clamping: Int64(ContinuousClock.now.duration(to: end) / .milliseconds(1))))
            let count = Glibc.poll(&poll, 1, left)
            if count == 0 { return ETIMEDOUT }
            if count > 0 { break }
            if errno != EINTR { return errno }
        }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return error
    }

    /// Small commands leave at once; a peer that vanished is noticed.
    private static func tune(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func unreachable(_ url: RedisURL, _ reason: String) -> RedisError {
        RedisError(.connectionLoss, "cannot reach Redis at \(url): \(reason)")
    }

    static func reason(_ number: Int32) -> String {
        var words = [CChar](repeating: 0, count: 128)
        guard strerror_r(number, &words, words.count) == 0 else { return "error \(number)" }
        return words.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }
}

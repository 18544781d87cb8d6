import Foundation
import Glibc

/// An answer as it came over the wire.
struct RawAnswer {
    var status: Int
    /// Header lines in lower case.
    var headers: [String]
    var body: String
}

struct SocketFailure: Error {
    var call: String
    var code: Int32
}

/// One request over a connection of its own, by the system's sockets alone, on a thread of its own: the server needs
/// those that tasks run on.
func get(_ path: String, port: Int, method: String = "GET") async throws -> RawAnswer {
    try await withCheckedThrowingContinuation { answer in
        Thread.detachNewThread {
            answer.resume(with: Result { try exchange(path, port: port, method: method) })
        }
    }
}

private func exchange(_ path: String, port: Int, method: String) throws -> RawAnswer {
    let descriptor = try openSocket()
    defer { close(descriptor) }
    var address = loopback(port: port)
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0 else { throw SocketFailure(call: "connect", code: errno) }
    let request = Array("\(method) \(path) HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, 0) == request.count else {
        throw SocketFailure(call: "send", code: errno)
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else { throw SocketFailure(call: "recv", code: errno) }
        if count == 0 { break }
        bytes += chunk[..<count]
    }
    return parse(String(decoding: bytes, as: UTF8.self))
}

/// Ports of 127.0.0.1 that were free a moment ago.
func freePorts(_ count: Int) throws -> [Int] {
    var descriptors: [Int32] = []
    defer { for descriptor in descriptors { close(descriptor) } }
    return try (0..<count).map { _ in
        let descriptor = try openSocket()
        descriptors.append(descriptor)
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard found else { throw SocketFailure(call: "bind", code: errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

private func openSocket() throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketFailure(call: "socket", code: errno) }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
}

private func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

private func parse(_ text: String) -> RawAnswer {
    var lines: [Substring] = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) }
    let end = lines.firstIndex(of: "") ?? lines.endIndex
    return RawAnswer(
        status: status ?? 0, headers: lines[..<end].map { $0.lowercased() },
        body: lines[min(end + 1, lines.endIndex)...].joined(separator: "\r\n"))
}

import Glibc

/// A pipe whose ends a test writes, reads and closes at will.
struct Pipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
    }

    func send(_ byte: UInt8 = 1) {
        _ = withUnsafeBytes(of: byte) { Glibc.write(writing, $0.baseAddress, 1) }
    }

    func receive() -> UInt8 {
        var byte: UInt8 = 0
        _ = Glibc.read(reading, &byte, 1)
        return byte
    }

    func close() {
        Glibc.close(reading)
        Glibc.close(writing)
    }
}

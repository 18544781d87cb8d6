internal import Glibc

/// What the kernel noticed in one watched directory.
struct DirectoryEvent {
    let watch: Int32
    let mask: UInt32
    /// Empty when the event is about the watched directory itself.
    let name: String

    func has(_ bits: UInt32) -> Bool { mask & bits != 0 }
}

/// An inotify descriptor. Closing it removes all its watches.
struct Inotify: ~Copyable {
    let descriptor: Int32

    init() throws(SystemFailure) {
        let opened = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard opened >= 0 else { throw .last }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Watches a directory; the number comes back in its events.
    func add(_ path: String, _ mask: UInt32) throws(SystemFailure) -> Int32 {
        let watch = inotify_add_watch(descriptor, path, mask | UInt32(IN_ONLYDIR))
        guard watch >= 0 else { throw .last }
        return watch
    }

    /// Everything that has been noticed since the last call; does not wait.
    func drain() -> [DirectoryEvent] {
        var events: [DirectoryEvent] = []
        let capacity = 64 * 1024
        let alignment = MemoryLayout<inotify_event>.alignment
        withUnsafeTemporaryAllocation(byteCount: capacity, alignment: alignment) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, capacity)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                Self.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &events)
            }
        }
        return events
    }

    /// The kernel pads names with zeros so that the next event is aligned.
    private static func parse(_ bytes: UnsafeRawBufferPointer, into events: inout [DirectoryEvent]) {
        let headerSize = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + headerSize <= bytes.count {
            let header = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let end = min(offset + headerSize + Int(header.len), bytes.count)
            let name = bytes[(offset + headerSize)..<end].prefix { $0 != 0 }
            events.append(
                DirectoryEvent(
                    watch: header.wd, mask: header.mask, name: String(decoding: name, as: UTF8.self)))
            offset = end
        }
    }
}

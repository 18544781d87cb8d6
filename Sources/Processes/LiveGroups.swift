internal import Glibc
internal import Synchronization

/// Which process groups have a member that still runs. The kernel counts zombies as members, and under an
/// init that does not reap (many containers have one) orphaned zombies stay for ever; /proc knows better.
final class LiveGroups: Sendable {
    static let shared = LiveGroups()

    /// Reading all of /proc takes milliseconds on a full machine, so all children being stopped share it.
    private static let validFor = Duration.milliseconds(20)

    private struct Snapshot: Sendable {
        var time: ContinuousClock.Instant
        var groups: Set<Int32>
    }

    private let snapshot = Mutex<Snapshot?>(nil)

    /// Whether some process of the group runs, or ran a moment ago.
    func contains(_ group: Int32) -> Bool {
        snapshot.withLock { snapshot in
            let now = ContinuousClock.now
            if let snapshot, now - snapshot.time < Self.validFor { return snapshot.groups.contains(group) }
            let groups = Self.read()
            snapshot = Snapshot(time: now, groups: groups)
            return groups.contains(group)
        }
    }

    private static func read() -> Set<Int32> {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var groups: Set<Int32> = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let first = name.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first) else {
                continue
            }
            if let group = groupOfRunning(name) { groups.insert(group) }
        }
        return groups
    }

    /// The group of a process, from "4711 (any name) S 1 4711 ..."; nil when it has ended.
    private static func groupOfRunning(_ process: String) -> Int32? {
        let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
        defer { close(descriptor) }
        let enoughForFiveFields = 256
        let line = [UInt8](unsafeUninitializedCapacity: enoughForFiveFields) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, enoughForFiveFields))
        }
        guard let endOfName = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = line[endOfName...].split(separator: UInt8(ascii: " "))
        guard fields.count > 3, let state = fields[1].first else { return nil }
        if state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") { return nil }
        return Int32(String(decoding: fields[3], as: UTF8.self))
    }
}

public import Cron
import Glibc

/// The time zones of this machine, from the files of the package tzdata.
public enum ZoneFiles {
    private static let usualFolder = "/usr/share/zoneinfo"

    /// Where the files are: `$TZDIR`, or else /usr/share/zoneinfo.
    public static var folder: String {
        guard let value = unsafe getenv("TZDIR") else { return usualFolder }
        let folder = unsafe String(cString: value)
        return folder.isEmpty ? usualFolder : folder
    }

    /// The rules of the zone with this IANA name. `UTC` needs no file.
    ///
    /// - Throws: when there is no such zone in `folder`, with what to do about it, or its file is damaged.
    public static func rules(named name: String, in folder: String = folder) throws(TimeZoneError)
        -> TimeZoneRules
    {
        if name == "UTC" || name == "Etc/UTC" { return .utc }
        // A name becomes a path; one that leads out of the folder is none.
        guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains(".."),
            !name.utf8.contains(0), let bytes = try read("\(folder)/\(name)", zone: name)
        else {
            throw TimeZoneError(
                "there is no time zone \"\(name)\" in \(folder) of this machine; install tzdata there, "
                    + "or correct spec.timeZone")
        }
        return try TimeZoneRules(name: name, tzif: bytes)
    }

    /// The content of a file; nil when it is not there or no regular file.
    private static func read(_ path: String, zone: String) throws(TimeZoneError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path, zone)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while content.count <= TimeZoneRules.mostBytes {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count == 0 { return content }
            if count < 0, errno != EINTR { throw unreadable(path, zone) }
            if count > 0 { content += chunk[..<count] }
        }
        return content
    }

    private static func unreadable(_ path: String, _ zone: String) -> TimeZoneError {
        TimeZoneError(
            "the file \(path) of time zone \"\(zone)\" cannot be read: errno \(errno); install tzdata anew")
    }
}

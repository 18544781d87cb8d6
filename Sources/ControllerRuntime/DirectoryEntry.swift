internal import Glibc

/// One name in a directory.
struct DirectoryEntry: Sendable {
    enum Form: Sendable { case directory, file, link, unknown, other }

    /// Bytes that are not UTF-8 are replaced, so that the name can at least be shown.
    let name: String
    /// False: the entry cannot be opened by `name`.
    let isUTF8: Bool
    let form: Form

    /// nil for names that begin with a dot: hidden files, editors' swap files, `.git`.
    init?(_ record: UnsafeMutablePointer<dirent>) {
        form = Form(Int(record.pointee.d_type))
        // The record may be shorter than the field is declared; only the bytes up to the zero are ours.
        let exact: String?
        let shown: String
        (exact, shown) = withUnsafePointer(to: &record.pointee.d_name) { field in
            let text = UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
            if text.pointee == CChar(UInt8(ascii: ".")) { return (nil, ".") }
            let exact = String(validatingCString: text)
            return (exact, exact ?? String(cString: text))
        }
        if shown == "." { return nil }
        name = shown
        isUTF8 = exact != nil
    }

    /// Whether the name is one under which a source keeps manifests.
    var hasManifestName: Bool {
        [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    }
}

extension DirectoryEntry.Form {
    /// From the type that a directory stores beside a name.
    init(_ type: Int) {
        self =
            switch type {
            case Int(DT_DIR): .directory
            case Int(DT_REG): .file
            case Int(DT_LNK): .link
            case Int(DT_UNKNOWN): .unknown
            default: .other
            }
    }

    /// From the status of a file, for file systems that store no type beside a name.
    init(_ status: stat) {
        self =
            switch status.fileType {
            case S_IFDIR: .directory
            case S_IFREG: .file
            case S_IFLNK: .link
            default: .other
            }
    }
}

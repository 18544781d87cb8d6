/// Strings laid out for execve: one allocation, made on the caller's thread, lent out as a
/// NULL-terminated array of pointers.
struct CStringBlock: Sendable {
    private var bytes: [UInt8] = []
    private var starts: [Int] = []

    mutating func append(_ parts: String...) {
        starts.append(bytes.count)
        for part in parts { bytes.append(contentsOf: part.utf8) }
        bytes.append(0)
    }

    /// The pointers are valid only inside `body`, and the callee must not write through them.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result) -> Result {
        bytes.withUnsafeBytes { block in
            let characters = block.assumingMemoryBound(to: CChar.self).baseAddress
            let pointers = starts.map { start in
                characters.map { UnsafeMutablePointer(mutating: $0 + start) }
            }
            return (pointers + [nil]).withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}

internal import CLibYAML
internal import Resources

/// A document as it was read.
struct Document {
    let root: Node
    /// What is wrong with its form. The root lacks what was wrong.
    let problems: [Diagnostic]
}

/// Reads all documents of a file. After an error it goes on at the next line `---`, so that one broken
/// document does not hide the others.
struct DocumentStream {
    /// The largest file that is read, in bytes.
    static let maximumSize = 16 << 20

    private(set) var documents: [Document] = []
    /// What ended documents early.
    private(set) var diagnostics: [Diagnostic] = []
    /// The line on which the document that is being read begins.
    private var documentLine = 1

    init(_ bytes: [UInt8], file: String) {
        let start = Mark(file: file, line: 1, column: 1)
        guard bytes.count <= Self.maximumSize else {
            let message = "the file has \(bytes.count) bytes, more than \(Self.maximumSize) (16 MiB)"
            diagnostics.append(.error(message, mark: start, hint: "split it"))
            return
        }
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            diagnostics.append(.error("the file is UTF-16", mark: start, hint: "save it as UTF-8"))
            return
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let textStart = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        var pending = [SourceLines(bytes[textStart...], file: file, linesBefore: 0)]
        bytes.withUnsafeBufferPointer { memory in
            while let part = pending.popLast() {
                if part.bytes.isEmpty { continue }
                pending += read(part, UnsafeBufferPointer(rebasing: memory[part.bytes.indices])).reversed()
            }
        }
    }

    /// Reads documents up to the end of `part`, which is in `memory`, or up to an error. Returns the parts
    /// that are to be read then.
    private mutating func read(_ part: SourceLines, _ memory: UnsafeBufferPointer<UInt8>) -> [SourceLines] {
        guard let reader = EventReader(memory, file: part.file, linesBefore: part.linesBefore) else {
            let start = Mark(file: part.file, line: part.linesBefore + 1, column: 1)
            diagnostics.append(.error("there is not enough memory to read the file", mark: start))
            return []
        }
        let (documentCount, diagnosticCount) = (documents.count, diagnostics.count)
        documentLine = part.linesBefore + 1
        do throws(DocumentError) {
            try readDocuments(reader)
            return []
        } catch {
            // libyaml decodes far ahead of what it parses. The documents before the one with the bad byte are
            // read once more, without it.
            if let offset = error.undecodableByte, let parts = part.split(atDocumentOf: offset) {
                documents.removeSubrange(documentCount...)
                diagnostics.removeSubrange(diagnosticCount...)
                return parts
            }
            let problem = error.diagnostic(in: part)
            diagnostics.append(problem)
            // The error may have been noticed at the very line that begins the next document.
            let noticedAt = max(problem.mark?.line ?? 1, error.line ?? 1)
            return part.documentStart(fromLine: max(documentLine + 1, noticedAt)).map { [$0] } ?? []
        }
    }

    private mutating func readDocuments(_ reader: borrowing EventReader) throws(DocumentError) {
        while true {
            let event = try reader.next()
            switch event {
            case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            case YAML_DOCUMENT_START_EVENT: documentLine = reader.mark.line
            default:
                var builder = DocumentBuilder()
                let root: Node
                do throws(DocumentError) {
                    root = try builder.node(reader, event, depth: 0)
                } catch {
                    diagnostics += builder.problems
                    throw error
                }
                // Only comments between two `---` are a document of nothing.
                if case .scalar("", plain: true) = root.content { continue }
                documents.append(Document(root: root, problems: builder.problems))
            }
        }
    }
}

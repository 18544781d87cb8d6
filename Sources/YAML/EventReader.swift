internal import CLibYAML
internal import Resources

/// libyaml's parser over a piece of memory. It owns the parser, and the one event that was read last.
///
/// The memory must outlive the reader.
struct EventReader: ~Copyable {
    // Both structs are large and must not move, because the parser points into itself.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let file: String
    /// The lines before the memory, when it is the rest of a file.
    private let linesBefore: Int

    /// A reader of `memory`, or nil when libyaml cannot get the memory it needs.
    init?(_ memory: UnsafeBufferPointer<UInt8>, file: String, linesBefore: Int) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        self.parser = parser
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        self.file = file
        self.linesBefore = linesBefore
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, memory.baseAddress, memory.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Reads the next event, which the properties then describe.
    func next() throws(DocumentError) -> yaml_event_type_t {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw .syntax(syntaxError()) }
        return event.pointee.type
    }

    /// Where the last event begins.
    var mark: Mark { mark(event.pointee.start_mark) }

    /// The text of the last event, which is a scalar.
    var scalarText: String {
        let scalar = event.pointee.data.scalar
        return String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    /// Whether the last event, a scalar, was written without quotes and without a tag.
    var scalarIsPlain: Bool {
        event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            && event.pointee.data.scalar.plain_implicit == 1
    }

    /// The anchor of the last event, if it has one.
    var anchor: String? {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: text(event.pointee.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: text(event.pointee.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: text(event.pointee.data.mapping_start.anchor)
        case YAML_ALIAS_EVENT: text(event.pointee.data.alias.anchor)
        default: nil
        }
    }

    /// The tag of the last event, if it has one.
    var tag: String? {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: text(event.pointee.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: text(event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: text(event.pointee.data.mapping_start.tag)
        default: nil
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func mark(_ mark: yaml_mark_t) -> Mark {
        Mark(file: file, line: linesBefore + mark.line + 1, column: mark.column + 1)
    }

    private func syntaxError() -> SyntaxError {
        let parser = parser.pointee
        func text(_ message: UnsafePointer<CChar>?) -> String { message.map { String(cString: $0) } ?? "" }
        return SyntaxError(
            problem: text(parser.problem), context: text(parser.context), mark: mark(parser.problem_mark),
            contextMark: parser.context == nil ? nil : mark(parser.context_mark),
            offset: parser.error == YAML_READER_ERROR ? parser.problem_offset : nil,
            isOutOfMemory: parser.error == YAML_MEMORY_ERROR)
    }
}

internal import CHiredis

/// hiredis' parser: bytes in, as they come; whole answers out.
///
/// Not Sendable: it belongs to the thread of its link.
final class ReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>
    private let maxReplyBytes: Int
    /// Bytes of the answer that is still coming. hiredis keeps what it has read of an array in a tree, not in its
    /// buffer.
    private var pending = 0

    init(maxReplyBytes: Int) throws(RedisError) {
        guard let reader = redisReaderCreate() else {
            throw RedisError(.connectionLoss, "hiredis has no memory for a parser")
        }
        self.reader = reader
        if let functions = ArrayLimit.functions { reader.pointee.fn = functions }
        self.maxReplyBytes = maxReplyBytes
    }

    deinit {
        redisReaderFree(reader)
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        let text = start.assumingMemoryBound(to: CChar.self)
        guard redisReaderFeed(reader, text, bytes.count) == REDIS_OK else { throw broken() }
        pending += bytes.count
        guard pending <= maxReplyBytes else {
            throw RedisError(.protocolViolation, "Redis sent an answer of more than \(maxReplyBytes) bytes")
        }
    }

    /// The next answer that is there wholly.
    func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw broken() }
        guard let reply else { return nil }
        pending = reader.pointee.len - reader.pointee.pos
        defer { freeReplyObject(reply) }
        return Self.value(reply.assumingMemoryBound(to: redisReply.self).pointee)
    }

    /// Copied out, because hiredis' tree is freed at once. hiredis refuses deep nesting itself.
    private static func value(_ reply: redisReply) -> RedisValue {
        switch reply.type {
        case REDIS_REPLY_STRING: .bytes(Array(UnsafeRawBufferPointer(start: reply.str, count: reply.len)))
        case REDIS_REPLY_INTEGER: .integer(reply.integer)
        case REDIS_REPLY_STATUS: .status(text(reply))
        case REDIS_REPLY_ERROR: .error(RedisRefusal(text(reply)))
        case REDIS_REPLY_ARRAY:
            .array(
                UnsafeBufferPointer(start: reply.element, count: reply.elements).map { element in
                    element.map { value($0.pointee) } ?? .null
                })
        default: .null
        }
    }

    private static func text(_ reply: redisReply) -> String {
        String(decoding: UnsafeRawBufferPointer(start: reply.str, count: reply.len), as: UTF8.self)
    }

    private func broken() -> RedisError {
        let reason = withUnsafeBytes(of: reader.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RedisError(
            .protocolViolation, "what came is not the Redis protocol: \(reason)",
            hint: "check that a Redis server listens there")
    }
}

/// hiredis allocates an array as soon as its length is announced, up to 16 GB for twelve bytes of input.
private enum ArrayLimit {
    private static let maxElements: Int32 = 1 << 20

    /// hiredis' own functions, which never change.
    private static let usual: redisReplyObjectFunctions? = {
        guard let reader = redisReaderCreate() else { return nil }
        defer { redisReaderFree(reader) }
        return reader.pointee.fn?.pointee
    }()

    /// The same, but an array of too many elements counts as one that there is no memory for. Never freed.
    nonisolated(unsafe) static let functions: UnsafeMutablePointer<redisReplyObjectFunctions>? = {
        guard var functions = usual else { return nil }
        functions.createArray = { task, count in
            count > maxElements ? nil : usual?.createArray?(task, count)
        }
        let place = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        place.initialize(to: functions)
        return place
    }()
}

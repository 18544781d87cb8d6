internal import CRdKafka

/// Hands one message to librdkafka, which copies it. `ticket` comes back with its delivery report.
func produce(_ message: KafkaMessage, ticket: UInt, on client: OpaquePointer) -> KafkaError? {
    var parts: [rd_kafka_vu_t] = []
    parts.reserveCapacity(7)
    func add(_ type: rd_kafka_vtype_t, _ fill: (inout rd_kafka_vu_t) -> Void) {
        var part = rd_kafka_vu_t()
        part.vtype = type
        fill(&part)
        parts.append(part)
    }
    add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.u.i = RD_KAFKA_MSG_F_COPY }
    add(RD_KAFKA_VTYPE_OPAQUE) { $0.u.ptr = UnsafeMutableRawPointer(bitPattern: ticket) }
    if let timestamp = message.timestamp { add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.u.i64 = timestamp } }
    let headers = message.headers.isEmpty ? nil : makeHeaders(message.headers)
    if let headers { add(RD_KAFKA_VTYPE_HEADERS) { $0.u.headers = headers } }
    let error = message.topic.withCString { topic in
        add(RD_KAFKA_VTYPE_TOPIC) { $0.u.cstr = topic }
        return withBytes(message.key) { key in
            add(RD_KAFKA_VTYPE_KEY) {
                $0.u.mem.ptr = key
                $0.u.mem.size = message.key?.count ?? 0
            }
            return withBytes(message.value) { value in
                add(RD_KAFKA_VTYPE_VALUE) {
                    $0.u.mem.ptr = value
                    $0.u.mem.size = message.value?.count ?? 0
                }
                return rd_kafka_produceva(client, &parts, parts.count)
            }
        }
    }
    guard let error else { return nil }
    // The headers are taken over only by a success.
    if let headers { rd_kafka_headers_destroy(headers) }
    return KafkaError(consuming: error)
}

private func makeHeaders(_ headers: [KafkaMessage.Header]) -> OpaquePointer? {
    let list = rd_kafka_headers_new(headers.count)
    for header in headers {
        header.value.withUnsafeBytes { value in
            _ = rd_kafka_header_add(list, header.name, -1, value.baseAddress ?? emptyBytes, value.count)
        }
    }
    return list
}

/// Nil bytes are a null pointer, no bytes are not.
private func withBytes<T>(_ bytes: [UInt8]?, _ body: (UnsafeMutableRawPointer?) -> T) -> T {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body(UnsafeMutableRawPointer(mutating: $0.baseAddress ?? emptyBytes)) }
}

/// Something to point at where there are no bytes; never read, never freed.
nonisolated(unsafe) private let emptyBytes = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))

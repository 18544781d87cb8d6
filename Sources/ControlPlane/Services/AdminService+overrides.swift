import GRPCCore
import JobQueueProto
import Planning
import PostgresStore
import Resources
import SwiftProtobuf

extension AdminService {
    func overrideQueue(
        request: Jq_V1_OverrideQueueRequest, context: ServerContext
    ) async throws -> Jq_V1_OverrideQueueResponse {
        let duration = try overrideDuration(request)
        let actor = try remark(request.actor, field: "actor", limit: 200)
        let reason = try remark(request.reason, field: "reason", limit: 1000)
        guard !request.settings.isEmpty else { throw invalid("settings are empty; say what to override") }
        var values: [OverridableField: Value] = [:]
        for setting in request.settings {
            let field = try overridable(setting.field)
            guard values.updateValue(try checked(setting, field), forKey: field) == nil else {
                throw invalid("\(field.rawValue) is given twice")
            }
        }
        let records = try await store.override(
            queue: try storedQueue(request.queueName), values, for: duration, actor: actor, reason: reason)
        return .with { $0.overrides = records.map { Jq_V1_QueueOverride($0) } }
    }

    func clearQueueOverrides(
        request: Jq_V1_ClearQueueOverridesRequest, context: ServerContext
    ) async throws -> Jq_V1_ClearQueueOverridesResponse {
        let cleared = try await store.clearOverrides(
            queue: try storedQueue(request.queueName), fields: Set(try request.fields.map(overridable)),
            actor: try remark(request.actor, field: "actor", limit: 200))
        return .with { $0.cleared = cleared.map { Jq_V1_QueueOverride($0) } }
    }

    func listQueueOverrides(
        request: Jq_V1_ListQueueOverridesRequest, context: ServerContext
    ) async throws -> Jq_V1_ListQueueOverridesResponse {
        let records = try await store.overrides(
            queue: request.queueName.isEmpty ? nil : try storedQueue(request.queueName))
        return .with { $0.overrides = records.map { Jq_V1_QueueOverride($0) } }
    }

    func listEndedOverrides(
        request: Jq_V1_ListEndedOverridesRequest, context: ServerContext
    ) async throws -> Jq_V1_ListEndedOverridesResponse {
        guard (0...1000).contains(request.limit) else {
            throw invalid("limit \(request.limit) is not within 0 to 1,000")
        }
        let queue = request.queueName.isEmpty ? nil : try storedQueue(request.queueName)
        let ended = try await store.endedOverrides(
            queue: queue, limit: request.limit == 0 ? 100 : Int(request.limit))
        if let queue, ended.isEmpty, try await store.queue(named: queue) == nil {
            throw StoreError(.notFound, queueNotFound(queue))
        }
        return .with { $0.overrides = ended.map { Jq_V1_EndedOverride($0) } }
    }
}

/// Thirty days; what should last longer belongs into the declaration.
private let longestOverride: Int64 = 30 * 86_400

private func overrideDuration(_ request: Jq_V1_OverrideQueueRequest) throws(RPCError) -> Duration {
    guard request.hasDuration else { throw invalid("duration is not set; an override always ends") }
    let seconds = request.duration.seconds
    guard seconds >= 1,
        seconds < longestOverride || (seconds == longestOverride && request.duration.nanos <= 0)
    else { throw invalid("duration \(seconds) s is not within 1 s to 30 days") }
    return .seconds(seconds) + .nanoseconds(Int64(request.duration.nanos))
}

private func overridable(_ name: String) throws(RPCError) -> OverridableField {
    if let field = OverridableField(rawValue: name) { return field }
    let known = OverridableField.allCases.map(\.rawValue).joined(separator: ", ")
    throw invalid("\"\(name)\" cannot be overridden; these can: \(known)")
}

private func checked(
    _ setting: Jq_V1_OverrideQueueRequest.Setting, _ field: OverridableField
) throws(RPCError) -> Value {
    let value: Value
    do { value = try Value(json: Array(setting.value.utf8)) } catch {
        throw invalid("\(field.rawValue): \"\(setting.value)\" is not JSON: \(error)")
    }
    do { return try field.checked(value) } catch { throw invalid(error.message) }
}

/// Words of a person, which are shown on one line.
private func remark(_ text: String, field: String, limit: Int) throws(RPCError) -> String {
    guard text.contains(where: { !$0.isWhitespace }) else { throw invalid("\(field) is empty") }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
        throw invalid("\(field) holds a control character; it has to stand on one line")
    }
    guard text.unicodeScalars.count <= limit else {
        throw invalid("\(field) is longer than \(limit) characters")
    }
    return text
}

private func storedQueue(_ name: String) throws(RPCError) -> String {
    guard let key = ResourceKey(kind: .queue, storedName: name), key.nameProblem == nil else {
        throw invalid("\"\(name)\" is not a queue name; use lower-case letters, digits, '-' and '.'")
    }
    return key.storedName
}

extension Jq_V1_QueueOverride {
    init(_ record: OverrideRecord) {
        self.init(record.override, of: record.queue)
        declared = jsonText(record.declared ?? .null)
    }

    fileprivate init(_ override: QueueOverride, of queue: String) {
        self.init()
        queueName = queue
        field = override.field.rawValue
        value = jsonText(override.value)
        actor = override.actor
        reason = override.reason
        createdAt = .init(micros: override.createdAt)
        expiresAt = .init(micros: override.expiresAt)
    }
}

extension Jq_V1_EndedOverride {
    fileprivate init(_ ended: EndedOverride) {
        self.init()
        override = Jq_V1_QueueOverride(ended.override, of: ended.queue)
        endedAt = .init(micros: ended.endedAt)
        how = ended.how
        endedBy = ended.endedBy ?? ""
    }
}

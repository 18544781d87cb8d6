import Resources

extension FaultRule {
    /// Reads `{"verbs": ["watch"], "resource": "queues", "skip": 0, "times": 1, "fault": {"type": "status",
    /// "code": 503}}`.
    init(json value: Value, gates: (String) -> FaultGate) throws(APIFailure) {
        guard let fault = value["fault"] else { throw .badRequest("a rule needs the member fault") }
        self.init(
            try Fault(json: fault, gates: gates), verbs: value["verbs"].map { Set($0.strings) },
            resource: value["resource"]?.stringValue, subresource: value["subresource"]?.stringValue,
            namespace: value["namespace"]?.stringValue, name: value["name"]?.stringValue,
            pathPrefix: value["pathPrefix"]?.stringValue,
            userAgentPrefix: value["userAgentPrefix"]?.stringValue,
            skip: Int(value["skip"]?.intValue ?? 0), times: value["times"]?.intValue.map { Int($0) })
    }
}

extension Fault {
    /// Reads a fault: `type` is the name of a case, its other members are the parameters.
    init(json value: Value, gates: (String) -> FaultGate) throws(APIFailure) {
        let number = { (name: String, otherwise: Int) in value[name]?.intValue.map { Int($0) } ?? otherwise }
        let text = { (name: String, otherwise: String) in value[name]?.stringValue ?? otherwise }
        let after = number("afterEvents", 0)
        switch text("type", "") {
        case "status":
            self = .status(
                code: number("code", 500), reason: text("reason", "InternalError"),
                message: text("message", "a fault of the test"),
                retryAfter: value["retryAfter"]?.intValue.map { Int($0) })
        case "body":
            self = .body(
                code: number("code", 502), contentType: text("contentType", "text/html"),
                text: text("text", ""))
        case "resetBefore": self = .resetBefore
        case "resetAfter": self = .resetAfter
        case "holdBefore": self = .holdBefore(gates(text("gate", "gate")))
        case "holdAfter": self = .holdAfter(gates(text("gate", "gate")))
        case "neverAnswer": self = .neverAnswer
        case "truncateBody": self = .truncateBody(bytes: number("bytes", 0))
        case "compact": self = .compact
        case "expireContinue": self = .expireContinue
        case "truncateLine": self = .truncateLine(afterEvents: after)
        case "goSilent": self = .goSilent(afterEvents: after)
        case "endWatch": self = .endWatch(afterEvents: after)
        case "errorEvent":
            self = .errorEvent(
                code: number("code", 410), reason: text("reason", "Expired"),
                message: text("message", "a fault of the test"), afterEvents: after)
        case "line": self = .line(text("line", ""), afterEvents: after)
        case "chunks": self = .chunks(ofBytes: number("bytes", 7))
        case "padEvents": self = .padEvents(bytes: number("bytes", 1 << 20))
        case "noBookmarks": self = .noBookmarks
        case "bufferUntilFirstEvent": self = .bufferUntilFirstEvent
        default: throw .badRequest("unknown type of fault \"\(text("type", ""))\"")
        }
    }
}

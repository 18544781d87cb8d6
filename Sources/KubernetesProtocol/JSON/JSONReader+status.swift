extension JSONReader {
    /// Reads a status.
    ///
    /// - Parameter requireKind: whether to refuse an object that does not say that it is a status.
    mutating func status(requireKind: Bool) throws(MalformedJSON) -> APIStatus {
        skipSpace()
        let start = position
        var kind = ""
        var code: Int64 = 0
        var reason = ""
        var message = ""
        var details: StatusDetails?
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "kind": kind = try optionalString() ?? ""
            case "code": code = try takeNull() ? 0 : try int()
            case "reason": reason = try optionalString() ?? ""
            case "message": message = try optionalString() ?? ""
            case "details": details = try takeNull() ? nil : try statusDetails()
            default: try skip()
            }
        }
        if requireKind, kind != "Status" {
            throw MalformedJSON("expected a Status, but the kind is \"\(kind)\"", offset: start)
        }
        return APIStatus(code: Int(code), reason: reason, message: message, details: details)
    }

    private mutating func statusDetails() throws(MalformedJSON) -> StatusDetails {
        var name = ""
        var group = ""
        var kind = ""
        var retryAfter: Int64?
        var causes: [StatusCause] = []
        try enterObject()
        while let key = try nextKey() {
            switch key {
            case "name": name = try optionalString() ?? ""
            case "group": group = try optionalString() ?? ""
            case "kind": kind = try optionalString() ?? ""
            case "retryAfterSeconds": retryAfter = try takeNull() ? nil : try int()
            case "causes": causes = try statusCauses()
            default: try skip()
            }
        }
        return StatusDetails(
            name: name, group: group, kind: kind, retryAfterSeconds: retryAfter, causes: causes)
    }

    private mutating func statusCauses() throws(MalformedJSON) -> [StatusCause] {
        var causes: [StatusCause] = []
        if try takeNull() { return causes }
        try enterArray()
        while try nextElement() {
            var reason = ""
            var field = ""
            var message = ""
            try enterObject()
            while let key = try nextKey() {
                switch key {
                case "reason": reason = try optionalString() ?? ""
                case "field": field = try optionalString() ?? ""
                case "message": message = try optionalString() ?? ""
                default: try skip()
                }
            }
            causes.append(StatusCause(reason: reason, field: field, message: message))
        }
        return causes
    }
}

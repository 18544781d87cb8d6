internal import Curl
internal import KubernetesProtocol

extension APIStatus {
    /// The server's refusal, with what only the header says: for how long to stay away, and which of the
    /// server's queues (API Priority and Fairness) a request was turned away from.
    init(_ head: HTTPHead, body: [UInt8]) {
        let status = APIStatus(httpStatus: head.status, body: body)
        var message = status.message
        if head.status == 429 || head.status >= 500 {
            let level = head.headers["x-kubernetes-pf-prioritylevel-uid"]
            let schema = head.headers["x-kubernetes-pf-flowschema-uid"]
            if let level, let schema { message += " [flow schema \(schema), priority level \(level)]" }
        }
        var details = status.details
        if details?.retryAfterSeconds == nil, let seconds = head.retryAfterSeconds {
            let known = details ?? StatusDetails()
            details = StatusDetails(
                name: known.name, group: known.group, kind: known.kind, retryAfterSeconds: Int64(seconds),
                causes: known.causes)
        }
        self.init(code: status.code, reason: status.reason, message: message, details: details)
    }
}

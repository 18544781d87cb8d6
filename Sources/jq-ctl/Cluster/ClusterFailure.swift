import KubernetesClient
import KubernetesProtocol
import Resources

extension ClusterEndpoint {
    /// The line that ends a command because of `error`.
    func failure(_ error: KubernetesError) -> CommandFailure {
        var failure = CommandFailure(message(error))
        failure.isPassing = error.isPassing
        return failure
    }

    private func message(_ error: KubernetesError) -> String {
        let configuration = client.configuration
        let place = "the cluster at \(configuration.serverURL) (context \(configuration.name))"
        switch error {
        case .status(let status): return refusal(status, place)
        case .transport(let message, let outcomeUnknown):
            let advice = outcomeUnknown ? "look before you repeat it" : "is --context the right one?"
            return "cannot reach \(place): \(message.onOneLine); \(advice)"
        case .credentials(let message):
            return "no credentials for \(place): \(message.onOneLine)"
        case .malformed(let message):
            return "\(place) gave no sensible answer: \(message.onOneLine)"
        case .cancelled: return "interrupted"
        }
    }

    private func refusal(_ status: APIStatus, _ place: String) -> String {
        if status.isUnauthorized {
            return "\(place) does not accept the credentials; log in again, or choose another --context"
        }
        if status.isForbidden { return forbidden(status) }
        if status.isResourceMissing {
            return "\(place) does not know the kinds of jq.dev; "
                + "install them: jq-ctl crds | kubectl apply -f -"
        }
        if status.isTooManyRequests { return "\(place) is overloaded: \(status.message.onOneLine)" }
        return "\(place) answered: \(status.description.onOneLine)"
    }

    /// The server's sentence, and the rule that is missing.
    func forbidden(_ status: APIStatus) -> String {
        let said = status.message.onOneLine
        // `User "x" cannot patch resource "queues" in API group "jq.dev" ...`
        guard let cannot = said.firstRange(of: "cannot ") else { return said }
        let words = said[cannot.upperBound...].split(separator: " ", maxSplits: 3)
        guard words.count > 2, words[1] == "resource" else { return said }
        let resource = words[2].filter { $0 != "\"" }
        return "\(said); a Role has to allow the verb \(words[0]) on \(resource) of jq.dev"
    }
}

extension KubernetesError {
    /// Another attempt may succeed: the history is gone, the server restarts, or the connection was lost.
    var isPassing: Bool {
        switch self {
        case .status(let status):
            status.isExpired || status.isTooManyRequests || status.isTooLargeResourceVersion
                || status.code >= 500
        case .transport, .malformed: true
        case .credentials, .cancelled: false
        }
    }
}

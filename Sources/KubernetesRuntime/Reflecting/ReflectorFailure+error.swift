internal import KubernetesClient
internal import KubernetesProtocol

extension ReflectorFailure {
    init(_ error: KubernetesError) {
        switch error {
        case .status(let status): self = .status(status)
        case .malformed(let text): self = .malformed(text)
        case .transport(let text, _), .credentials(let text): self = .transport(text)
        case .cancelled: self = .transport("cancelled")
        }
    }
}

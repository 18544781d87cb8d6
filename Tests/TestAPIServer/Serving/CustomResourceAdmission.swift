import Resources

/// Decides on objects of a custom resource by the schema and the rules of its definition.
struct CustomResourceAdmission: ResourceAdmission {
    private let validator: CustomResourceValidator

    /// Nil when the definition is not one that could be created.
    init?(definition: Value) {
        guard let validator = try? CustomResourceValidator(crd: definition) else { return nil }
        self.validator = validator
    }

    func admit(
        _ new: Value, old: Value?, subresource: String?, type: ResourceType
    ) throws(APIFailure) -> Value {
        switch validator.admit(new: new, old: old, subresource: subresource) {
        case .admitted(let object): return object
        case .refused(let causes): throw Self.failure(type, new.objectName, causes)
        }
    }

    func unknownFields(in object: Value) -> [String] { validator.unknownFields(in: object) }

    /// Throws when a definition is not valid.
    static func check(_ definition: Value, _ type: ResourceType) throws(APIFailure) {
        do {
            _ = try CustomResourceValidator(crd: definition)
        } catch {
            throw failure(type, definition.objectName, error.causes)
        }
    }

    private static func failure(_ type: ResourceType, _ name: String, _ causes: [AdmissionCause]) -> APIFailure {
        var failure = APIFailure.invalid(
            type, name,
            causes.map { FailureCause(reason: $0.reason, message: $0.message, field: $0.field) })
        failure.message = AdmissionCause.statusMessage(
            kind: "\(type.kind).\(type.group)", name: name, causes: causes)
        return failure
    }
}

import Resources
import Synchronization

/// Decides on objects of a custom resource by the schema and the rules of its definition.
struct CustomResourceAdmission: ResourceAdmission {
    private let validator: CustomResourceValidator

    /// Nil when the definition is not one that could be created.
    init?(definition: Value) {
        guard let validator = try? Self.validator(of: definition) else { return nil }
        self.validator = validator
    }

    /// What was read of definitions before, by their spec: checking the cost of rules takes long, and tests
    /// start many servers with the same definitions.
    private static let known = Mutex<[Value: CustomResourceValidator]>([:])
    private static let mostKnown = 64

    private static func validator(of definition: Value) throws(CRDProblem) -> CustomResourceValidator {
        let key: Value = [definition["spec"] ?? .null, definition.at("metadata", "name") ?? .null]
        if let validator = known.withLock({ $0[key] }) { return validator }
        let validator = try CustomResourceValidator(crd: definition)
        known.withLock { known in
            if known.count >= mostKnown { known = [:] }
            known[key] = validator
        }
        return validator
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
            _ = try validator(of: definition)
        } catch {
            throw failure(type, definition.objectName, error.causes)
        }
    }

    private static func failure(_ type: ResourceType, _ name: String, _ causes: [AdmissionCause])
        -> APIFailure
    {
        var failure = APIFailure.invalid(
            type, name,
            causes.map { FailureCause(reason: $0.reason, message: $0.message, field: $0.field) })
        failure.message = AdmissionCause.statusMessage(
            kind: "\(type.kind).\(type.group)", name: name, causes: causes)
        return failure
    }
}

import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import Planning
import PostgresStore
import Resources

/// Called before and after each request to the outside, so that a test can end the controller at any of them.
public typealias RequestHook = @Sendable (_ moment: RequestMoment, _ request: String) async throws -> Void

/// Where in a request the controller is.
public enum RequestMoment: Hashable, Sendable {
    case before, after
}

/// The one door through which reconciling touches the outside.
struct ReconcilePerformer: Sendable {
    /// Requests to the API server at the same time.
    static let width = 16

    let connection: any ClusterConnection
    let store: JobQueueStore
    let owner: String
    let actor: String
    let fence: Fence
    let hook: RequestHook
    let onPlan: @Sendable (Plan) -> Void

    /// Performs requests that do not depend on each other.
    ///
    /// - Throws: only what must end the term: a newer controller has taken over, or the task is cancelled.
    func perform(
        _ requests: [ReconcileRequest], objects: [ResourceKey: DeclaredObject]
    ) async throws -> [(ReconcileRequest, ReconcileResponse)] {
        var answers: [(ReconcileRequest, ReconcileResponse)] = []
        answers.reserveCapacity(requests.count)
        try await withThrowingTaskGroup(of: (ReconcileRequest, ReconcileResponse).self) { group in
            var rest = requests[...]
            for request in rest.prefix(Self.width) {
                group.addTask { (request, try await perform(request, objects: objects)) }
            }
            rest = rest.dropFirst(Self.width)
            while let answer = try await group.next() {
                answers.append(answer)
                if let request = rest.popFirst() {
                    group.addTask { (request, try await perform(request, objects: objects)) }
                }
            }
        }
        return answers
    }

    private func perform(
        _ request: ReconcileRequest, objects: [ResourceKey: DeclaredObject]
    ) async throws -> ReconcileResponse {
        try Task.checkCancellation()
        let name = "\(request.verb)"
        try await hook(.before, name)
        let response =
            switch request {
            case .apply(let desired, let delete): try await apply(desired, delete: delete)
            default: try await ask(request, objects: objects)
            }
        try await hook(.after, name)
        return response
    }

    private func apply(_ desired: [Resource], delete: [ResourceKey]) async throws -> ReconcileResponse {
        let options = PlanOptions(owner: owner, keepGoing: true, deleteOwn: delete)
        do {
            let outcome = try await store.apply(
                desired, options: options, provenance: Provenance(actor: actor), fence: fence)
            // A hint only: the worker hears of it with its next heartbeat in any case.
            for worker in outcome.workersToTell { try? await store.notifyWorker(worker) }
            onPlan(outcome.plan)
            return .applied(outcome.plan)
        } catch {
            if error.isFenced { throw error }
            // A term that ends takes its statements back; that says nothing about the declarations.
            try Task.checkCancellation()
            return error.code == .unavailable ? .failed(error.message) : .refused(error.message)
        }
    }

    private func ask(
        _ request: ReconcileRequest, objects: [ResourceKey: DeclaredObject]
    ) async throws -> ReconcileResponse {
        do {
            switch request {
            case .addFinalizer(let key, _):
                guard let object = objects[key] else { return .absent }
                _ = try await connection.send(object.addingFinalizer)
                return .done
            case .removeFinalizer(let key, _):
                guard let removal = objects[key]?.removingFinalizer else { return .absent }
                _ = try await connection.send(removal)
                return .done
            case .confirmAbsence(let key):
                _ = try await connection.send(
                    .get(
                        APIResource(key.kind), key: ObjectKey(namespace: key.namespace, name: key.name),
                        form: .metadata))
                return .present
            case .checkDefinition(let kind): return try await checkDefinition(kind)
            case .apply: return .refused("an apply is not for the API server")
            }
        } catch KubernetesError.status(let status) where status.isNotFound {
            return .absent
        } catch KubernetesError.status(let status) where status.isResourceMissing {
            return .definitionLeaves
        } catch KubernetesError.cancelled {
            throw CancellationError()
        } catch {
            return .failed("\(error)")
        }
    }

    private func checkDefinition(_ kind: Kind) async throws(KubernetesError) -> ReconcileResponse {
        let response = try await connection.send(
            .get(.customResourceDefinitions, key: ObjectKey(name: "\(kind.plural).jq.dev"), form: .metadata))
        return try response.object().metadata.deletionTimestamp == nil ? .definitionStands : .definitionLeaves
    }
}

extension ReconcileRequest {
    /// One word, for logs and tests.
    var verb: String {
        switch self {
        case .addFinalizer: "addFinalizer"
        case .confirmAbsence: "confirmAbsence"
        case .checkDefinition: "checkDefinition"
        case .apply: "apply"
        case .removeFinalizer: "removeFinalizer"
        }
    }
}

extension DeclaredObject {
    /// Holds this very object, in this very state: another one's finalizers must not be overwritten.
    var addingFinalizer: APIRequest {
        let list = JSONPatchOperation.path("metadata", "finalizers")
        return .jsonPatch(
            APIResource(key.kind), key: objectKey,
            operations: [
                .test(path: JSONPatchOperation.path("metadata", "uid"), value: .string(uid)),
                .test(
                    path: JSONPatchOperation.path("metadata", "resourceVersion"),
                    value: .string(resourceVersion.text)),
                finalizers.isEmpty
                    ? .add(path: list, value: [.string(Self.finalizer)])
                    : .add(path: list + "/-", value: .string(Self.finalizer)),
            ], fieldManager: KubernetesController.fieldManager)
    }

    /// Takes off our finalizer and nobody else's; nil when it is not there.
    var removingFinalizer: APIRequest? {
        guard let index = finalizers.firstIndex(of: Self.finalizer) else { return nil }
        let path = JSONPatchOperation.path("metadata", "finalizers", "\(index)")
        return .jsonPatch(
            APIResource(key.kind), key: objectKey,
            operations: [
                .test(path: JSONPatchOperation.path("metadata", "uid"), value: .string(uid)),
                .test(path: path, value: .string(Self.finalizer)), .remove(path: path),
            ], fieldManager: KubernetesController.fieldManager)
    }
}

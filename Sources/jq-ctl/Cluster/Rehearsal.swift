import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import Resources

/// What the API server says about applying a manifest.
struct Rehearsal: Sendable {
    /// What keeps it from being applied, and is to be mended in the manifest or the cluster.
    var problems: [Diagnostic] = []
    /// Who owns fields that the manifest would change.
    var conflict: String?
    /// Worth knowing about it.
    var effects: [String] = []
    /// What would be declared afterwards, where that is not just what the manifest says.
    var result: Resource?
}

extension ClusterEndpoint {
    /// Applies without effect (`dryRun=All`).
    func rehearse(_ resource: Resource, force: Bool) async throws(CommandFailure) -> Rehearsal {
        do throws(KubernetesError) {
            let answer = try await send(application(of: resource, force: force, dryRun: true)).object()
            return Rehearsal(resource, answer)
        } catch {
            var verdict = try judge(error, resource)
            if verdict.conflict != nil, !force {
                // What would come of it all the same, for the plan to show.
                let taken = try await rehearse(resource, force: true)
                (verdict.result, verdict.effects) = (taken.result, taken.effects)
            }
            return verdict
        }
    }

    /// The request that applies a manifest.
    func application(of resource: Resource, force: Bool, dryRun: Bool) -> APIRequest {
        .apply(
            APIResource(resource.key.kind), key: resource.key.objectKey, fieldManager: Self.fieldManager,
            force: force, dryRun: dryRun, strict: true, object: resource.applied)
    }

    /// What a refusal says about the manifest.
    ///
    /// - Throws: when it says nothing about it, but that the server cannot be asked.
    func judge(_ error: KubernetesError, _ resource: Resource) throws(CommandFailure) -> Rehearsal {
        guard let status = error.status else { throw failure(error) }
        func problem(_ message: String, hint: String? = nil, field: String? = nil) -> Diagnostic {
            .error(
                "\(resource.key): \(message.onOneLine)", mark: resource.place(of: field), hint: hint,
                resource: resource.key, field: field)
        }
        if status.isConflict, !status.causes.isEmpty { return Rehearsal(conflict: conflict(status)) }
        if status.isForbidden { return Rehearsal(problems: [problem(forbidden(status))]) }
        if status.isNotFound, status.details?.kind == "namespaces" {
            let namespace = resource.key.namespace
            return Rehearsal(problems: [
                problem(
                    "there is no namespace \"\(namespace)\"",
                    hint: "make it with kubectl create namespace \(namespace)", field: "metadata.namespace")
            ])
        }
        let causes = status.causes.filter { $0.field != "<nil>" }
        if status.isInvalid, !causes.isEmpty {
            return Rehearsal(problems: causes.map { problem($0.message, field: $0.field) })
        }
        // An unknown field in an apply is told with 500 and without a reason.
        let isAboutManifest =
            status.isInvalid || status.isBadRequest || status.code == 413 || status.isConflict
            || status.code == 500 && status.message.contains("typed patch")
        guard isAboutManifest else { throw failure(error) }
        return Rehearsal(problems: [problem(status.message)])
    }

    /// Who owns what, and what to do about it.
    private func conflict(_ status: APIStatus) -> String {
        var fields: [String: [String]] = [:]
        for cause in status.causes {
            // `conflict with "kubectl-edit" using jq.dev/v1alpha1`
            let parts = cause.message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            let manager = parts.count > 1 ? String(parts[1]) : "another"
            fields[manager, default: []].append(String(cause.field.drop { $0 == "." }))
        }
        let owners = fields.sorted { $0.key < $1.key }.map { manager, fields in
            "field manager \"\(manager)\" owns \(fields.sorted().joined(separator: ", "))"
        }
        return owners.joined(separator: "; ")
            + "; take that over with --force-conflicts, or leave it out of the manifest"
    }
}

extension Rehearsal {
    /// Compares what the server would store with what the manifest says: what others own stays.
    init(_ resource: Resource, _ answer: KubernetesObject) {
        let stored = DeclaredObject(answer, kind: resource.key.kind)
        guard var result = stored.resource else {
            problems = stored.problems.map { problem in
                .error(
                    "\(resource.key), together with what others have set in it: \(problem.message)",
                    mark: resource.origin, hint: problem.hint, resource: resource.key, field: problem.field)
            }
            return
        }
        guard result != resource else { return }
        result.origin = resource.origin
        result.marks = resource.marks
        self.result = result
        var stays: [String: Value] = [:]
        collect(result.effectiveSpec, resource.effectiveSpec, path: "spec", into: &stays)
        effects = stays.sorted { $0.key < $1.key }.map { path, value in
            let text = String(decoding: value.canonicalJSON(), as: UTF8.self).shortened(to: 60)
            let what = resource.mayHoldSecret(path) ? "as it is" : text
            return "\(path) stays \(what): another field manager has set it, and the manifest leaves it out"
        }
    }
}

/// The leaves of `value` that differ in `other`.
private func collect(_ value: Value, _ other: Value?, path: String, into leaves: inout [String: Value]) {
    if case .object(let members) = value, !members.isEmpty {
        for (name, member) in members {
            collect(member, other?[name], path: "\(path).\(name)", into: &leaves)
        }
    } else if let number = value.doubleValue, number == other?.doubleValue {
        // The server writes 1.0 as 1.
    } else if value != other {
        leaves[path] = value
    }
}

extension Resource {
    /// Whether the field at a path of the spec, or one that it is in, may hold a secret.
    fileprivate func mayHoldSecret(_ path: String) -> Bool {
        var schema: ObjectSchema? = Schema.of(key.kind).spec
        for name in path.split(separator: ".").dropFirst() {
            guard let field = schema?.field(String(name)) else { return schema == nil }
            if field.sensitive { return true }
            schema = field.type.objectSchema
        }
        return false
    }

    /// Where a field stands in the manifest, or what it is in, or the whole.
    fileprivate func place(of field: String?) -> Mark? {
        guard var path = field?.drop(while: { $0 == "." }) else { return origin }
        while !path.isEmpty {
            if let mark = marks[String(path)] { return mark }
            let end = path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex
            path = path[..<end]
        }
        return origin
    }
}

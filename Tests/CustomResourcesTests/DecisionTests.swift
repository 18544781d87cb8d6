import CustomResources
import Planning
import Resources
import TestAPIServer
import Testing

/// The same manifest is decided on alike here and by an API server that knows the definitions.
@Suite("Decisions of the API server")
struct DecisionTests {
    private func validator(_ kind: Kind) throws -> CustomResourceValidator {
        try CustomResourceValidator(crd: customResourceDefinition(kind))
    }

    /// The manifest as a client sends it.
    private func object(_ spec: DecisionCase) -> Value {
        guard case .object(var object) = spec.manifest else { return spec.manifest }
        object["metadata"] = ["name": "own", "namespace": "default"]
        return .object(object)
    }

    /// What a strict client hears: the object as it is stored, or why it is refused.
    private func admit(_ spec: DecisionCase) throws -> AdmissionResult {
        let validator = try validator(spec.kind)
        let object = object(spec)
        let unknown = validator.unknownFields(in: object)
        guard unknown.isEmpty else {
            return .refused(
                unknown.map {
                    AdmissionCause(reason: "BadRequest", field: $0, message: "unknown field \"\($0)\"")
                })
        }
        return validator.admit(new: object, old: nil, subresource: nil)
    }

    private func problems(_ spec: DecisionCase) -> [String] {
        decodeResource(Node(spec.manifest, mark: Mark(file: "m", line: 1, column: 1))).1
            .filter { $0.severity == .error }
            .map { problem in problem.message + (problem.hint.map { "; \($0)" } ?? "") }
    }

    @Test("The definitions are accepted", arguments: Kind.allCases)
    func definitions(_ kind: Kind) throws {
        let validator = try validator(kind)
        #expect(validator.names.kind == kind.rawValue && validator.isNamespaced)
        #expect(validator.versions.map(\.name) == ["v1alpha1"] && validator.storageVersion == "v1alpha1")
    }

    @Test("agree with decoding", arguments: DecisionCase.all)
    func agree(_ spec: DecisionCase) throws {
        let problems = problems(spec)
        #expect(problems.isEmpty == spec.isAccepted, "\(problems)")
        switch try admit(spec) {
        case .admitted: #expect(spec.isAccepted)
        case .refused(let causes):
            #expect(!spec.isAccepted, "\(causes)")
            guard case .refusedSaying(let words) = spec.verdict else { return }
            #expect(problems.contains { $0.contains(words) }, "\(problems)")
            #expect(causes.contains { $0.message.contains(words) }, "\(causes)")
        }
    }

    @Test("What an object in the API may not say", arguments: DecisionCase.onlyInFiles)
    func stricter(_ spec: DecisionCase) throws {
        #expect(problems(spec) == [])
        if case .admitted = try admit(spec) { Issue.record("admitted") }
    }

    @Test("What the controller has to report", arguments: DecisionCase.onlyInTheAPI)
    func laxer(_ spec: DecisionCase) throws {
        #expect(problems(spec) != [])
        if case .refused(let causes) = try admit(spec) { Issue.record("\(causes)") }
    }

    /// What is stored has the server's defaults in it; what is declared has not.
    @Test(
        "An object read back declares what its manifest declares",
        arguments: DecisionCase.all.filter(\.isAccepted))
    func sameFromBoth(_ spec: DecisionCase) throws {
        guard case .admitted(let stored) = try admit(spec) else { return }
        let mark = Mark(file: "m", line: 1, column: 1)
        let fromFile = try #require(decodeResource(Node(spec.manifest, mark: mark)).0)
        let fromAPI = try #require(decodeResource(Node(stored, mark: mark)).0)
        #expect(fromAPI == fromFile)
        #expect(fromAPI.spec.canonicalJSON() == fromFile.spec.canonicalJSON())
        #expect(fromAPI.effectiveSpec == fromFile.effectiveSpec)
        if spec.kind == .job { #expect(RunKey(job: fromAPI) == RunKey(job: fromFile)) }
    }

    @Test("Defaults are filled in, also into an object without a spec")
    func defaults() throws {
        let queue = try validator(.queue)
        let bare: Value = [
            "apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": ["name": "own", "namespace": "a"],
        ]
        guard case .admitted(let stored) = queue.admit(new: bare, old: nil, subresource: nil) else {
            Issue.record("refused")
            return
        }
        let declared = Resource(key: ResourceKey(kind: .queue, name: "own"), spec: [:])
        #expect(stored["spec"] == declared.effectiveSpec)
    }

    @Test("A pool has a scale, and its status a selector")
    func scale() throws {
        let pool = try validator(.workerPool)
        let scale = try #require(pool.version(named: "v1alpha1")?.scale)
        #expect(scale.specReplicasPath == ["spec", "replicas"])
        guard
            case .admitted(let stored) = pool.admit(
                new: object(DecisionCase.pools[0]), old: nil, subresource: nil)
        else {
            Issue.record("refused")
            return
        }
        #expect(scale.scale(of: stored)?["spec"]?["replicas"] == 1)
    }
}

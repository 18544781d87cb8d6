import Resources
import Testing

@testable import TestAPIServer

@Suite struct ValidationTableTests {
    private let now: Int64 = 1_704_164_645_000_000

    private func validator(_ columns: Value) throws -> CustomResourceValidator {
        let crd = try DefinitionCase.crd(
            schema: ["type": "object", "x-kubernetes-preserve-unknown-fields": true])
        guard case .array(let versions)? = crd["spec"]?["versions"], let version = versions.first else {
            return try CustomResourceValidator(crd: crd)
        }
        let changed = version.setting(columns, at: ["additionalPrinterColumns"])
        return try CustomResourceValidator(crd: crd.setting([changed], at: ["spec", "versions"]))
    }

    private func cell(_ path: String, type: String, _ spec: Value) throws -> Value {
        let columns: Value = [["name": "C", "type": .string(type), "jsonPath": .string(path)]]
        let object: Value = [
            "apiVersion": "cel.example/v1", "kind": "Thing", "metadata": ["name": "x"], "spec": spec,
        ]
        return try validator(columns).tableCells(for: object, nowMicros: now)[1]
    }

    @Test func withoutColumnsThereIsTheAge() throws {
        let validator = try CustomResourceValidator(crd: DefinitionCase.crd(schema: ["type": "object"]))
        #expect(validator.tableColumns(version: "v1").map(\.name) == ["Name", "Age"])
        let object: Value = [
            "apiVersion": "cel.example/v1",
            "metadata": ["name": "x", "creationTimestamp": "2024-01-02T03:01:05Z"],
        ]
        #expect(validator.tableCells(for: object, nowMicros: now) == ["x", "3m"])
    }

    @Test func wideColumnsHaveAPriority() throws {
        let columns: Value = [
            ["name": "A", "type": "string", "jsonPath": ".spec.a"],
            ["name": "B", "type": "string", "jsonPath": ".spec.b", "priority": 1],
        ]
        let validator = try validator(columns)
        #expect(validator.tableColumns(version: "v1").map(\.name) == ["Name", "A", "B"])
        #expect(validator.tableColumns(version: "v1", wide: false).map(\.name) == ["Name", "A"])
        #expect(validator.tableColumns(version: "v1")[2].priority == 1)
    }

    @Test func cellsAreOfTheTypeOfTheColumn() throws {
        #expect(try cell(".spec.n", type: "integer", ["n": 3]) == 3)
        #expect(try cell(".spec.n", type: "integer", ["n": 3.7]) == 3)
        #expect(try cell(".spec.n", type: "integer", ["n": "x"]) == .null)
        #expect(try cell(".spec.n", type: "number", ["n": 3]) == 3.0)
        #expect(try cell(".spec.b", type: "boolean", ["b": true]) == true)
        #expect(try cell(".spec.b", type: "boolean", ["b": "yes"]) == .null)
        #expect(try cell(".spec.missing", type: "string", [:]) == .null)
        #expect(try cell(".spec.l", type: "string", ["l": ["p", "q"]]) == #"["p","q"]"#)
        #expect(try cell(".spec.o", type: "string", ["o": ["z": 1, "a": [1]]]) == #"{"a":[1],"z":1}"#)
        #expect(try cell(".spec.n", type: "string", ["n": 3]) == "3")
        #expect(try cell(".spec.d", type: "date", ["d": "2024-01-02T02:04:05Z"]) == "60m")
        #expect(try cell(".spec.d", type: "date", ["d": "nope"]) == "<invalid>")
    }

    @Test func pathsFindElements() throws {
        let spec: Value = ["l": [["k": "a", "v": 1], ["k": "b", "v": 2]], "a.b": "dot", "t": ["x", "y"]]
        #expect(try cell(".spec.l[?(@.k==\"b\")].v", type: "integer", spec) == 2)
        #expect(try cell(".spec.l[?(@.v>1)].k", type: "string", spec) == "b")
        #expect(try cell(".spec.l[?(@.k=='c')].v", type: "integer", spec) == .null)
        #expect(try cell(".spec['a.b']", type: "string", spec) == "dot")
        #expect(try cell(#".spec.a\.b"#, type: "string", spec) == "dot")
        #expect(try cell(".spec.t[1]", type: "string", spec) == "y")
        #expect(try cell(".spec.t[-1]", type: "string", spec) == "y")
        #expect(try cell(".spec.t[5]", type: "string", spec) == .null)
        #expect(try cell(".spec.l[*].k", type: "string", spec) == "a")
    }

    @Test(arguments: [
        (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (599, "9m59s"),
        (600, "10m"), (10_799, "179m"), (10_800, "3h"), (11_000, "3h3m"), (28_800, "8h"), (172_799, "47h"),
        (172_800, "2d"), (180_000, "2d2h"), (691_200, "8d"), (63_071_999, "729d"), (63_072_000, "2y"),
        (70_000_000, "2y80d"), (300_000_000, "9y"),
    ])
    func agesAreThoseOfKubectl(seconds: Int64, text: String) {
        #expect(HumanDuration.text(seconds: seconds) == text)
    }

    @Test func scaleReadsAndWritesReplicas() throws {
        let crd = try DefinitionCase.crd(
            schema: ["type": "object", "x-kubernetes-preserve-unknown-fields": true])
        guard case .array(let versions)? = crd["spec"]?["versions"], let version = versions.first else {
            return
        }
        let scaled = version.setting(
            [
                "status": [:],
                "scale": [
                    "specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n",
                    "labelSelectorPath": ".status.s",
                ],
            ], at: ["subresources"])
        let validator = try CustomResourceValidator(crd: crd.setting([scaled], at: ["spec", "versions"]))
        let object: Value = [
            "apiVersion": "cel.example/v1", "kind": "Thing", "metadata": ["name": "x", "namespace": "a"],
            "spec": ["n": 3], "status": ["n": 2, "s": "a=b"],
        ]
        let scale = try #require(validator.versions[0].scale)
        let shown = try #require(scale.scale(of: object))
        #expect(shown["spec"] == ["replicas": 3])
        #expect(shown["status"] == ["replicas": 2, "selector": "a=b"])
        let raised = scale.applying(shown.setting(5, at: ["spec", "replicas"]), to: object)
        #expect(raised["spec"] == ["n": 5])
        #expect(validator.admit(new: raised, old: object, subresource: "scale") == .admitted(raised))
        let negative = scale.applying(["spec": ["replicas": -1]], to: object)
        guard case .refused(let causes) = validator.admit(new: negative, old: object, subresource: "scale")
        else {
            Issue.record("-1 replicas are admitted")
            return
        }
        #expect(causes.map(\.description) == [".spec.n: Invalid value: -1: should be a non-negative integer"])
    }
}

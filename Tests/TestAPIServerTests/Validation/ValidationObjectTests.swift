import Resources
import Testing

@testable import TestAPIServer

/// The decisions on objects, each beside the one of a real server.
@Suite struct ValidationObjectTests {
    @Test(arguments: [valueCases, compositionCases, ruleObjectCases, ratchetingCases])
    func decidesAsTheServerDoes(table: String) throws {
        let (validator, cases) = try ObjectCase.table(table)
        #expect(cases.count > 20)
        for example in cases {
            let result = validator.admit(
                new: example.new, old: example.old, subresource: example.subresource)
            switch result {
            case .admitted(let object):
                #expect(object == example.stored, "\(example)")
                #expect(example.causes.isEmpty, "\(example)")
            case .refused(let causes):
                #expect(causes.map(\.description).sorted() == example.causes.sorted(), "\(example)")
            }
            #expect(validator.unknownFields(in: example.new) == example.unknown, "\(example)")
        }
    }

    @Test func whatIsStoredIsAdmittedAgainUnchanged() throws {
        for table in [valueCases, compositionCases] {
            let (validator, cases) = try ObjectCase.table(table)
            for example in cases where example.old == nil {
                guard let stored = example.stored else { continue }
                let again = validator.admit(new: stored, old: stored, subresource: nil)
                #expect(again == .admitted(stored), "\(example)")
                #expect(validator.decoded(stored) == stored, "\(example)")
            }
        }
    }

    @Test func severalCausesStandInBracketsOnce() {
        let one = AdmissionCause(reason: "FieldValueRequired", field: "spec.a", message: "Required value")
        let two = AdmissionCause(reason: "FieldValueInvalid", field: "spec.b", message: "Invalid value: 1: x")
        func message(_ causes: [AdmissionCause]) -> String {
            AdmissionCause.statusMessage(kind: "Thing.cel.example", name: "x", causes: causes)
        }
        #expect(message([one]) == #"Thing.cel.example "x" is invalid: spec.a: Required value"#)
        #expect(
            message([one, two, one])
                == #"Thing.cel.example "x" is invalid: [spec.a: Required value, spec.b: Invalid value: 1: x]"#
        )
    }

    @Test func anotherVersionIsNoVersionOfTheDefinition() throws {
        let validator = try CustomResourceValidator(crd: DefinitionCase.crd(schema: ["type": "object"]))
        let object: Value = ["apiVersion": "cel.example/v9", "kind": "Thing", "metadata": ["name": "x"]]
        guard case .refused(let causes) = validator.admit(new: object, old: nil, subresource: nil) else {
            Issue.record("an object of another version is admitted")
            return
        }
        #expect(causes.map(\.field) == ["apiVersion"])
    }
}

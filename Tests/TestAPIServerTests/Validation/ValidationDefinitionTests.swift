import Resources
import Testing

@testable import TestAPIServer

/// The decisions on CRDs, each beside the one of a real server.
@Suite struct ValidationDefinitionTests {
    @Test(arguments: DefinitionCase.all(of: [structureCases, ruleCases, costCases, definitionCases]))
    func refusesWhatTheServerRefuses(_ example: DefinitionCase) throws {
        var found: [String] = []
        do { _ = try CustomResourceValidator(crd: example.crd) } catch {
            found = error.causes.map(\.description)
        }
        #expect(found.sorted() == example.causes.sorted())
    }

    @Test func reportsFieldsNoDefinitionHas() throws {
        let crd = try DefinitionCase.crd(
            schema: ["type": "object", "properties": ["spec": ["type": "object", "maxlength": 3]]])
        #expect(
            CustomResourceValidator.unknownFields(inCRD: crd) == [
                "spec.versions[0].schema.openAPIV3Schema.properties.spec.maxlength"
            ])
        #expect(
            CustomResourceValidator.unknownFields(inCRD: CustomResourceValidator.defaulted(crd: crd)).count
                == 1)
    }

    @Test func fillsInNamesAndKeepsThem() throws {
        let crd = try DefinitionCase.crd(schema: ["type": "object"])
        let names = try CustomResourceValidator(crd: crd).names
        #expect(names.singular == "thing")
        #expect(names.listKind == "ThingList")
        let renamed = crd.setting("Other", at: ["spec", "names", "kind"])
        let problem = try #require(CustomResourceValidator.problem(replacing: crd, by: renamed))
        #expect(problem.causes.map(\.field) == ["spec.names.kind"])
        #expect(problem.description == #"spec.names.kind: Invalid value: "Other": field is immutable"#)
        #expect(CustomResourceValidator.problem(replacing: crd, by: crd) == nil)
    }

    @Test func aVersionWithStoredObjectsStays() throws {
        let old = try DefinitionCase.crd(schema: ["type": "object"])
        guard case .array(let versions) = old["spec"]?["versions"], let first = versions.first else { return }
        let renamed = old.setting(
            .array([first.setting("v2", at: ["name"])]), at: ["spec", "versions"])
        let problem = try #require(CustomResourceValidator.problem(replacing: old, by: renamed))
        #expect(problem.causes.map(\.field) == ["status.storedVersions[0]"])
    }
}

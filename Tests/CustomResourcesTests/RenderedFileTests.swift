import CustomResources
import Foundation
import Resources
import Testing
import YAML

@Suite("crds/")
struct RenderedFileTests {
    private let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("crds")

    @Test("holds what the schema says now; else run make generate", arguments: Kind.allCases)
    func isFresh(_ kind: Kind) throws {
        let file = folder.appendingPathComponent(customResourceFileName(kind))
        #expect(try String(contentsOf: file, encoding: .utf8) == customResourceFile(kind))
    }

    @Test("holds nothing else")
    func isComplete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(Set(files) == Set(Kind.allCases.map(customResourceFileName)).union(["kustomization.yaml"]))
    }

    @Test("The YAML is the definition, in the order that people expect", arguments: Kind.allCases)
    func readsBack(_ kind: Kind) throws {
        let text = customResourceFile(kind)
        #expect(try value(of: text) == customResourceDefinition(kind))
        let keys = text.split(separator: "\n").filter { $0.first?.isLetter == true }.map {
            $0.prefix { $0 != ":" }
        }
        #expect(keys == ["apiVersion", "kind", "metadata", "spec"])
    }

    /// The value of a YAML document, as any reader of JSON's types would give it.
    private func value(of text: String) throws -> Value {
        let (documents, problems) = parseYAML(Array(text.utf8), file: "crd.yaml")
        #expect(problems == [])
        return plain(try #require(documents.first))
    }

    private func plain(_ node: Node) -> Value {
        switch node.content {
        case .scalar(let text, let isPlain):
            let literal = isPlain ? try? Value(json: Array(text.utf8)) : nil
            return literal ?? .string(text)
        case .sequence(let elements): return .array(elements.map(plain))
        case .mapping(let pairs):
            return .object(
                Dictionary(pairs.map { ($0.key.text ?? "", plain($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }
}

import Foundation
public import Resources
import YAML

extension TestAPIServer {
    /// The objects in the YAML and JSON files of a folder, in order of the files' names.
    public static func manifests(inFolder folder: String) throws -> [Value] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.filter { [".yaml", ".yml", ".json"].contains(where: $0.hasSuffix) }.flatMap { name in
            try manifests(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))), file: name)
        }
    }

    /// The CustomResourceDefinitions among ``manifests(inFolder:)``.
    public static func definitions(inFolder folder: String) throws -> [Value] {
        try manifests(inFolder: folder).filter { $0["kind"] == "CustomResourceDefinition" }
    }

    /// The objects in a YAML text, read as an API server reads YAML.
    public static func manifests(_ yaml: [UInt8], file: String = "manifest") throws -> [Value] {
        let (documents, problems) = parseYAML(yaml, file: file)
        if let problem = problems.first {
            throw APIFailure(code: 400, reason: "BadRequest", message: "\(problem)")
        }
        return documents.map(\.plainValue)
    }
}

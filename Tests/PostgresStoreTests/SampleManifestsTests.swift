import Foundation
import Planning
import PostgresStore
import Resources
import Testing
import YAML

/// The examples that people copy.
@Suite("manifests/") struct SampleManifestsTests {
    private static let files: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "manifests")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".yaml") }.sorted().map { folder.appending(path: $0).path }
    }()

    @Test func thereAreSome() { #expect(Self.files.count >= 8) }

    @Test(arguments: files)
    func isAppliedAndThenSettled(_ path: String) async throws {
        let content = [UInt8](try Data(contentsOf: URL(filePath: path)))
        var decoded = decodeManifests([ManifestFile(path: path, bytes: content)])
        #expect(decoded.diagnostics.isEmpty)
        // The quickstart's folder is one set of manifests; its jobs need its queue.
        if path.contains("/quickstart/") {
            let folder = URL(filePath: path).deletingLastPathComponent().path
            decoded = decodeManifests(
                try Self.files.filter { $0.hasPrefix(folder) }.map {
                    ManifestFile(path: $0, bytes: [UInt8](try Data(contentsOf: URL(filePath: $0))))
                })
        }
        try await withStore { store in
            let options = PlanOptions(owner: "test")
            let provenance = Provenance(actor: "test", sourceRevision: nil)
            let outcome = try await store.apply(decoded.resources, options: options, provenance: provenance)
            #expect(outcome.applied && outcome.plan.entries.allSatisfy { $0.blocked == nil })
            let again = try await store.plan(decoded.resources, options: options)
            #expect(again.entries.allSatisfy { $0.action == .unchanged })
        }
    }
}

import ControllerRuntime
import Controllers
import Foundation
import Planning
import PostgresStore
import Resources

/// Files in a folder, and the reconciler of directories.
struct DirectoryWay: DeclarationWay {
    let world: World
    private let folder: URL
    private let pass: DirectoryPass

    init(owner: String) async throws {
        try await self.init(world: World(), owner: owner)
    }

    init(world: World, owner: String) throws {
        self.world = world
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "jq-parity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        pass = DirectoryPass(
            source: DirectorySource(path: folder.path, settleTime: .zero), store: world.store, owner: owner)
    }

    func declare(_ manifests: [Placed], until isReached: () async throws -> Bool) async throws -> [PlanEntry]
    {
        var texts = ["keep.yaml": "# A folder without any file is not believed to be meant.\n"]
        for placed in manifests { texts[placed.file, default: ""] += "---\n" + placed.text }
        for (name, text) in texts {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where texts[name] == nil
        {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
        var entries: [PlanEntry] = []
        // What is held up by something that comes later in the same pass is there at the next one.
        for _ in 0..<2 {
            guard let plan = try await pass.perform().plan else { continue }
            entries.removeAll { $0.blocked != nil }
            entries += plan.entries
        }
        return entries
    }

    func close() async throws {
        try FileManager.default.removeItem(at: folder)
        await world.close()
    }
}

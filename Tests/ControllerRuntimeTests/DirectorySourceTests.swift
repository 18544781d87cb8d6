import ControllerRuntime
import Foundation
import Resources
import Testing

@Suite struct DirectorySourceTests {
    let folder: ManifestFolder
    let source: DirectorySource

    init() throws {
        folder = try ManifestFolder()
        source = settledSource(folder.path)
    }

    @Test func readsManifestsInTheOrderOfTheirNames() throws {
        try folder.write("b.yaml", queue("b"))
        try folder.write("a.yml", queue("a"))
        try folder.write("c/d/e.json", queue("e"))
        try folder.write("c.yaml", queue("c"))
        let snapshot = try source.scan()
        #expect(snapshot.names == ["a", "b", "e", "c"])
        #expect(snapshot.files.map(\.path).first == "\(folder.path)/a.yml")
        #expect(snapshot.resources.first?.origin?.file == "\(folder.path)/a.yml")
        #expect(snapshot.diagnostics.isEmpty)
        #expect(snapshot.pruneObstacle == nil)
    }

    @Test func skipsHiddenAndForeignFiles() throws {
        try folder.write("a.yaml", queue("a"))
        for name in [".b.yaml", ".git/c.yaml", "README.md", "d.yaml~", ".a.yaml.swp"] {
            try folder.write(name, queue("hidden"))
        }
        #expect(try source.scan().names == ["a"])
    }

    @Test func saysWhenNothingHasChanged() throws {
        try folder.write("a.yaml", queue("a"))
        try folder.write("b/c.yaml", queue("c"))
        let first = try source.scan()
        let second = try source.scan()
        #expect(!first.unchangedSinceLastPass)
        #expect(second.unchangedSinceLastPass)
        #expect(second.names == ["a", "c"])
        #expect(second.digest == first.digest)
    }

    enum Edit: CaseIterable {
        case inPlace, byRename, added, addedFolder, removed, removedFolder, renamed, sameSize
    }

    @Test(arguments: Edit.allCases) func seesEveryEdit(_ edit: Edit) throws {
        try folder.write("a.yaml", queue("a"))
        try folder.write("b.yaml", queue("b"))
        try folder.write("c/c.yaml", queue("c"))
        let before = try source.scan()
        let names: [String]
        switch edit {
        case .inPlace: try folder.write("a.yaml", queue("changed")); names = ["changed", "b", "c"]
        case .byRename: try folder.replace("a.yaml", queue("changed")); names = ["changed", "b", "c"]
        case .added: try folder.write("aa.yaml", queue("aa")); names = ["a", "aa", "b", "c"]
        case .addedFolder: try folder.write("a/z/1.yaml", queue("z")); names = ["z", "a", "b", "c"]
        case .removed: try folder.remove("a.yaml"); names = ["b", "c"]
        case .removedFolder: try folder.remove("c"); names = ["a", "b"]
        case .renamed: try folder.rename("a.yaml", to: "x.yaml"); names = ["b", "c", "a"]
        case .sameSize: try folder.replace("a.yaml", queue("z")); names = ["z", "b", "c"]
        }
        let after = try source.scan()
        #expect(!after.unchangedSinceLastPass)
        #expect(after.names == names)
        #expect(after.digest != before.digest)
        #expect(try source.scan().unchangedSinceLastPass)
    }

    @Test func touchingAFileIsNoChange() throws {
        try folder.write("a.yaml", queue("a"))
        let first = try source.scan()
        try FileManager.default.setAttributes(
            [.modificationDate: Date()], ofItemAtPath: folder.file("a.yaml"))
        let second = try source.scan()
        #expect(second.unchangedSinceLastPass)
        #expect(second.digest == first.digest)
    }

    /// Two edits within one tick of the file system's clock leave equal timestamps and sizes.
    @Test func doesNotTrustYoungTimestamps() throws {
        let cautious = DirectorySource(path: folder.path, settleTime: .seconds(3600))
        for number in 0..<200 {
            try folder.write("a.yaml", queue("q\(number % 10)"))
            #expect(try cautious.scan().names == ["q\(number % 10)"])
        }
    }

    @Test func oneBadManifestDoesNotHoldUpTheOthers() throws {
        try folder.write("a.yaml", queue("a"))
        try folder.write("b.yaml", misspelledQueue("b"))
        let snapshot = try source.scan()
        #expect(snapshot.names == ["a"])
        #expect(snapshot.hasErrors)
        #expect(snapshot.diagnostics.first?.mark?.file == folder.file("b.yaml"))
        #expect(snapshot.protectedKeys == [ResourceKey(kind: .queue, name: "b")])
        #expect(snapshot.pruneObstacle == nil)
        try folder.write("b.yaml", queue("b"))
        #expect(try source.scan().protectedKeys.isEmpty)
    }

    @Test func reportsAResourceThatTwoFilesDeclare() throws {
        try folder.write("a.yaml", queue("same", retries: 1))
        try folder.write("b.yaml", queue("same", retries: 2))
        let snapshot = try source.scan()
        #expect(snapshot.names == ["same"])
        #expect(snapshot.resources.first?.origin?.file == folder.file("a.yaml"))
        let diagnostic = try #require(snapshot.diagnostics.first)
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.mark?.file == folder.file("b.yaml"))
        #expect(diagnostic.description.contains(folder.file("a.yaml")))
        try folder.remove("a.yaml")
        #expect(try source.scan().resources.first?.origin?.file == folder.file("b.yaml"))
    }

    @Test func digestsAreEqualForEqualSources() throws {
        try folder.write("a.yaml", queue("a"))
        let other = settledSource(folder.path)
        #expect(try source.scan().digest == other.scan().digest)
        #expect(ContentDigest().description == "6c62272e07bb014262b821756295c58d")
        #expect(ContentDigest(Array("foobar".utf8)).description == "343e1662793c64bf6f0d3597ba446f18")
    }

    @Test func tenThousandFilesAreReadOnce() throws {
        for number in 0..<10_000 {
            try folder.write("team-\(number % 20)/\(number).yaml", queue("q\(number)"))
        }
        let first = try source.scan()
        #expect(first.resources.count == 10_000)
        #expect(try source.scan().unchangedSinceLastPass)
        try folder.write("team-0/20.yaml", queue("changed"))
        let third = try source.scan()
        #expect(third.resources.count == 10_000)
        #expect(Set(first.names).symmetricDifference(third.names) == ["q20", "changed"])
    }
}

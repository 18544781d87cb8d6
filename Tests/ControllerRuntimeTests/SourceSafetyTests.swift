import ControllerRuntime
import Foundation
import Resources
import Testing

/// What must never be mistaken for "delete everything".
@Suite struct SourceSafetyTests {
    let folder: ManifestFolder

    init() throws { folder = try ManifestFolder() }

    @Test func aMissingDirectoryIsAnError() throws {
        let source = settledSource(folder.file("none"))
        let error = #expect(throws: SourceError.self) { try source.scan() }
        #expect(error?.reason == .vanished)
        #expect(error?.description.contains(folder.file("none")) == true)
    }

    @Test func aVanishedDirectoryIsAnErrorUntilItReturns() throws {
        try folder.write("m/a.yaml", queue("a"))
        let source = settledSource(folder.file("m"))
        #expect(try source.scan().names == ["a"])
        try folder.rename("m", to: "gone")
        #expect(throws: SourceError.self) { try source.scan() }
        try folder.rename("gone", to: "m")
        let snapshot = try source.scan()
        #expect(snapshot.names == ["a"])
        #expect(!snapshot.unchangedSinceLastPass)
    }

    @Test func aFileIsNoDirectory() throws {
        try folder.write("a.yaml", queue("a"))
        let error = #expect(throws: SourceError.self) { try settledSource(folder.file("a.yaml")).scan() }
        #expect(error?.reason == .notADirectory)
    }

    @Test(arguments: [[:], ["a.yaml": ""], ["a.yaml": "# all gone\n"], ["sub/README.md": "text"]])
    func anEmptySourceForbidsDeletions(files: [String: String]) throws {
        for (name, text) in files { try folder.write(name, text) }
        let snapshot = try settledSource(folder.path).scan()
        #expect(snapshot.isEmpty)
        #expect(snapshot.pruneObstacle == .empty(path: folder.path))
    }

    @Test func aManifestWithUnknownContentForbidsDeletions() throws {
        try folder.write("a.yaml", queue("a"))
        try folder.write("b.yaml", brokenManifest)
        let snapshot = try settledSource(folder.path).scan()
        #expect(snapshot.names == ["a"])
        #expect(snapshot.pruneObstacle == .incomplete(files: [folder.file("b.yaml")]))
    }

    @Test func freshChangesForbidDeletionsForAWhile() throws {
        try folder.write("a.yaml", queue("a"))
        let snapshot = try DirectorySource(path: folder.path, settleTime: .seconds(3600)).scan()
        #expect(snapshot.names == ["a"])
        let wait = try #require(snapshot.settlesIn)
        #expect(wait > .seconds(3000) && wait <= .seconds(3600))
        #expect(snapshot.pruneObstacle == .settling(wait: wait))
    }

    /// A writer that is between its two writes leaves a valid file that lacks a resource.
    @Test func aHalfWrittenFileLeadsToNoDeletion() throws {
        let source = DirectorySource(path: folder.path, settleTime: .seconds(3600))
        try folder.write("a.yaml", queue("a") + "---\n" + queue("b"))
        #expect(try source.scan().names == ["a", "b"])
        try folder.write("a.yaml", queue("a"))
        let snapshot = try source.scan()
        #expect(snapshot.names == ["a"])
        #expect(snapshot.pruneObstacle != nil)
    }

    @Test func aTooLargeFileIsReportedAndNotRead() throws {
        try folder.write("a.yaml", queue("a"))
        try folder.write("b.yaml", queue("b") + String(repeating: "#", count: 1000))
        let source = settledSource(folder.path, limits: SourceLimits(fileBytes: 500))
        let snapshot = try source.scan()
        #expect(snapshot.names == ["a"])
        #expect(snapshot.pruneObstacle == .incomplete(files: [folder.file("b.yaml")]))
        #expect(snapshot.diagnostics.first?.description.contains("500") == true)
        #expect(try source.scan().unchangedSinceLastPass)
        try folder.write("b.yaml", queue("b"))
        #expect(try source.scan().names == ["a", "b"])
    }

    @Test func tooManyFilesAndTooDeepFoldersAreReported() throws {
        for number in 0..<4 { try folder.write("\(number).yaml", queue("q\(number)")) }
        try folder.write("x/y/z.yaml", queue("deep"))
        let few = try settledSource(folder.path, limits: SourceLimits(files: 3)).scan()
        #expect(few.names == ["q0", "q1", "q2"])
        #expect(few.pruneObstacle != nil)
        let shallow = try settledSource(folder.path, limits: SourceLimits(depth: 1)).scan()
        #expect(shallow.names == ["q0", "q1", "q2", "q3"])
        #expect(shallow.pruneObstacle == .incomplete(files: [folder.file("x/y")]))
    }

    @Test func linksInsideAreNotFollowed() throws {
        let outside = try ManifestFolder()
        try outside.write("secret.yaml", queue("secret"))
        try folder.write("a.yaml", queue("a"))
        try folder.link("b.yaml", to: outside.file("secret.yaml"))
        try folder.link("c", to: outside.path)
        try folder.link("loop", to: ".")
        try folder.link("README", to: "nowhere")
        let snapshot = try settledSource(folder.path).scan()
        #expect(snapshot.names == ["a"])
        #expect(
            snapshot.diagnostics.map { $0.mark?.file } == ["b.yaml", "c", "loop"].map { folder.file($0) })
        #expect(!snapshot.hasErrors)
    }

    @Test func aPipeOrASocketIsNoManifest() throws {
        try folder.write("a.yaml", queue("a"))
        #expect(mkfifo(folder.file("b.yaml"), 0o600) == 0)
        #expect(try settledSource(folder.path).scan().names == ["a"])
    }

    @Test func aNameThatIsNotUTF8IsReported() throws {
        try folder.write("a.yaml", queue("a"))
        let name = folder.file("b").utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xff)]
        let descriptor = open(
            name + ".yaml".utf8.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        let snapshot = try settledSource(folder.path).scan()
        #expect(snapshot.names == ["a"])
        #expect(snapshot.hasErrors)
        #expect(snapshot.pruneObstacle != nil)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func whatMayNotBeReadIsReported() throws {
        try folder.write("a.yaml", queue("a"))
        try folder.write("b.yaml", queue("b"))
        try folder.write("c/d.yaml", queue("d"))
        chmod(folder.file("b.yaml"), 0)
        chmod(folder.file("c"), 0)
        defer { chmod(folder.file("c"), 0o700) }
        let snapshot = try settledSource(folder.path).scan()
        #expect(snapshot.names == ["a"])
        #expect(snapshot.pruneObstacle == .incomplete(files: [folder.file("c"), folder.file("b.yaml")]))
    }
}

import ControllerRuntime
import Foundation
import Testing

/// Against repositories made by git itself.
@Suite struct GitRevisionTests {
    let folder: ManifestFolder

    init() throws {
        folder = try ManifestFolder()
        try folder.write("repository/m/a.yaml", queue("a"))
        try git("init", "-q", "-b", "main")
    }

    @Test func isUnknownOutsideOfGitAndBeforeTheFirstCommit() throws {
        try folder.write("elsewhere/a.yaml", queue("a"))
        #expect(try settledSource(folder.file("elsewhere")).scan().revision == nil)
        #expect(try settledSource(folder.file("repository")).scan().revision == nil)
    }

    @Test func followsTheBranch() throws {
        let source = settledSource(folder.file("repository/m"))
        let first = try commit()
        #expect(try source.scan().revision == first)
        let second = try commit()
        let snapshot = try source.scan()
        #expect(first != second)
        #expect(snapshot.revision == second)
        #expect(snapshot.unchangedSinceLastPass)
    }

    @Test func readsPackedReferences() throws {
        let hash = try commit()
        try git("branch", "main-old")
        try git("pack-refs", "--all", "--prune")
        #expect(!FileManager.default.fileExists(atPath: folder.file("repository/.git/refs/heads/main")))
        #expect(try settledSource(folder.file("repository/m")).scan().revision == hash)
    }

    @Test func readsADetachedHead() throws {
        let first = try commit()
        _ = try commit()
        try git("checkout", "-q", first)
        #expect(try settledSource(folder.file("repository/m")).scan().revision == first)
    }

    @Test(arguments: [true, false]) func readsAWorkTree(isPacked: Bool) throws {
        let main = try commit()
        try git("worktree", "add", "-q", "-b", "side", "../side")
        _ = try git("commit", "-q", "--allow-empty", "-m", "x", in: "side")
        let side = try git("rev-parse", "HEAD", in: "side")
        if isPacked { try git("pack-refs", "--all", "--prune") }
        #expect(side != main)
        #expect(try settledSource(folder.file("side/m")).scan().revision == side)
        #expect(try settledSource(folder.file("repository/m")).scan().revision == main)
    }

    @Test func followsALinkIntoAWorkTree() throws {
        let first = try commit()
        try git("worktree", "add", "-q", "--detach", "../trees/one", first)
        let second = try commit()
        try git("worktree", "add", "-q", "--detach", "../trees/two", second)
        try folder.link("current", to: "trees/one")
        let source = settledSource(folder.file("current/m"))
        #expect(try source.scan().revision == first)
        try folder.swapLink("current", to: "trees/two")
        #expect(try source.scan().revision == second)
    }

    @Test(arguments: ["ref: refs/heads/../../../secret\n", "ref: HEAD\n", "nonsense\n", ""])
    func aStrangeHeadIsUnknown(head: String) throws {
        _ = try commit()
        try folder.write("repository/.git/HEAD", head)
        #expect(try settledSource(folder.file("repository/m")).scan().revision == nil)
    }

    private func commit() throws -> String {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", "change")
        return try git("rev-parse", "HEAD")
    }

    @discardableResult
    private func git(_ arguments: String..., in place: String = "repository") throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let identity = [
            "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false",
        ]
        process.arguments = ["git"] + identity + ["-C", folder.file(place)] + arguments
        // A file, not a pipe: a child of another test may inherit a pipe's end and keep it open.
        let output = FileManager.default.temporaryDirectory.appending(path: "jq-git-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        #expect(process.terminationStatus == 0, "git \(arguments.joined(separator: " "))")
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

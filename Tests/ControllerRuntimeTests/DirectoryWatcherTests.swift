import ControllerRuntime
import Foundation
import LinuxReactor
import Testing

/// The interval is an hour: every wake-up here comes from a change.
@Suite(.timeLimit(.minutes(5))) struct DirectoryWatcherTests {
    let folder: ManifestFolder

    init() throws {
        folder = try ManifestFolder()
        try folder.write("m/a.yaml", queue("a"))
    }

    enum Change: CaseIterable {
        case written, replaced, added, removed, inFolder, newFolder, folderRemoved, folderMovedIn,
            rootRenamed, rootReturns
    }

    @Test(arguments: Change.allCases) func noticesEveryChange(_ change: Change) async throws {
        try folder.write("m/sub/b.yaml", queue("b"))
        try folder.write("other/c.yaml", queue("c"))
        try folder.makeFolder("spare")
        let watcher = watch("m")
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        #expect(await wakeUps.next() == .started)
        switch change {
        case .written: try folder.write("m/a.yaml", queue("z"))
        case .replaced: try folder.rename("other/c.yaml", to: "m/a.yaml")
        case .added: try folder.write("m/c.yaml", queue("c"))
        case .removed: try folder.remove("m/a.yaml")
        case .inFolder: try folder.write("m/sub/b.yaml", queue("z"))
        case .newFolder: try folder.write("m/new/deep/d.yaml", queue("d"))
        case .folderRemoved: try folder.remove("m/sub")
        case .folderMovedIn: try folder.rename("other", to: "m/other")
        case .rootRenamed: try folder.rename("m", to: "gone")
        case .rootReturns:
            try folder.rename("m", to: "gone")
            #expect(await wakeUps.next() == .changed)
            try folder.rename("spare", to: "m")
        }
        #expect(await wakeUps.next() == .changed)
        #expect(watcher.trouble == nil)
        watcher.stop()
    }

    @Test func watchesFoldersThatCameLater() async throws {
        let watcher = watch("m")
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        #expect(await wakeUps.next() == .started)
        try folder.makeFolder("m/new/deep")
        #expect(await wakeUps.next() == .changed)
        try folder.write("m/new/deep/d.yaml", queue("d"))
        #expect(await wakeUps.next() == .changed)
        watcher.stop()
    }

    @Test func noticesASwappedLinkAndWhatComesAfter() async throws {
        try folder.write("tree/2/m/a.yaml", queue("two"))
        try folder.write("tree/1/m/a.yaml", queue("one"))
        try folder.link("current", to: "tree/1")
        let watcher = watch("current/m")
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        #expect(await wakeUps.next() == .started)
        try folder.swapLink("current", to: "tree/2")
        #expect(await wakeUps.next() == .changed)
        try folder.write("tree/2/m/a.yaml", queue("three"))
        #expect(await wakeUps.next() == .changed)
        watcher.stop()
    }

    @Test func noticesASwappedConfigMap() async throws {
        try folder.makeFolder("m/..1")
        try folder.makeFolder("m/..2")
        try folder.link("m/..data", to: "..1")
        let watcher = watch("m")
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        #expect(await wakeUps.next() == .started)
        try folder.link("m/..tmp", to: "..2")
        try folder.rename("m/..tmp", to: "m/..data")
        #expect(await wakeUps.next() == .changed)
        watcher.stop()
    }

    @Test func waitsForADirectoryThatDoesNotExistYet() async throws {
        let watcher = watch("later/m")
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        #expect(await wakeUps.next() == .started)
        try folder.makeFolder("later/m")
        #expect(await wakeUps.next() == .changed)
        try folder.write("later/m/a.yaml", queue("a"))
        #expect(await wakeUps.next() == .changed)
        watcher.stop()
    }

    @Test func aBurstIsOneWakeUp() async throws {
        let watcher = watch("m")
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        #expect(await wakeUps.next() == .started)
        for number in 0..<1000 { try folder.write("m/\(number).yaml", queue("q\(number)")) }
        #expect(await wakeUps.next() == .changed)
        try folder.write("m/.hidden.yaml", "")
        watcher.wakeUp(after: .milliseconds(300))
        var others: [WakeUp] = []
        while let wakeUp = await wakeUps.next(), wakeUp != .requested { others.append(wakeUp) }
        #expect(others.count <= 1)
        watcher.stop()
    }

    @Test func wakesAtTheIntervalToo() async throws {
        let watcher = DirectoryWatcher(path: folder.file("m"), interval: .milliseconds(5))
        var wakeUps = watcher.wakeUps.makeAsyncIterator()
        var seen: [WakeUp?] = []
        for _ in 0..<3 { seen.append(await wakeUps.next()) }
        #expect(seen.suffix(2) == [.interval, .interval])
        watcher.stop()
        while await wakeUps.next() != nil {}
    }

    private func watch(_ name: String) -> DirectoryWatcher {
        DirectoryWatcher(path: folder.file(name), interval: .seconds(3600), quiet: .milliseconds(20))
    }
}

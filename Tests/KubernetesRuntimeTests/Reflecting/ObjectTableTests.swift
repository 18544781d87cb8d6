import KubernetesProtocol
import Resources
import Testing

@testable import KubernetesRuntime

@Suite struct ObjectTableTests {
    /// Changes as short texts.
    func texts(_ changes: [ObjectTable<Int64>.Change]) -> [String] {
        changes.map { key, change in
            switch change {
            case .initial: "\(key.name) initial"
            case .added: "\(key.name) added"
            case .changed: "\(key.name) changed"
            case .deleted(let last, let witnessed): "\(key.name) deleted \(last ?? -1) \(witnessed)"
            case .resync: "\(key.name) resync"
            }
        }
    }

    func priority(_ object: KubernetesObject) -> Int64 { object.spec["priority"]?.intValue ?? 0 }

    func table(_ objects: KubernetesObject...) -> ObjectTable<Int64> {
        var table = ObjectTable<Int64>()
        for object in objects { table.stage(.set(object), transform: priority) }
        _ = table.commitStaged()
        return table
    }

    func apply(_ event: ObjectEvent, to table: inout ObjectTable<Int64>) -> [String] {
        texts(table.apply(event, transform: priority))
    }

    @Test func theFirstStateIsInitial() {
        var table = ObjectTable<Int64>()
        for name in ["b", "a"] { table.stage(.set(queue(name, "5")), transform: priority) }
        #expect(table.entries.isEmpty && !table.isSynced)
        #expect(texts(table.commitStaged()) == ["a initial", "b initial"])
        #expect(table.isSynced && table.staged.isEmpty)
    }

    @Test func changesOfOneObject() {
        var table = table()
        #expect(apply(.set(queue("a", "5", priority: 1)), to: &table) == ["a added"])
        #expect(apply(.set(queue("a", "6", priority: 2)), to: &table) == ["a changed"])
        #expect(table.entries[queueKey("a")]?.item == 2)
        #expect(apply(.set(queue("a", "6", priority: 9)), to: &table) == [], "the same version again")
        #expect(apply(.remove(queue("a", "7", priority: 3)), to: &table) == ["a deleted 3 true"])
        #expect(apply(.remove(queue("a", "7")), to: &table) == [])
        #expect(table.entries.isEmpty)
    }

    @Test("bugs 1 to 4: an event older than what is known is ignored, whatever it says")
    func staleEvents() {
        var table = table(queue("a", "100", uid: "new", priority: 7))
        #expect(apply(.set(queue("a", "99", uid: "new", priority: 1)), to: &table) == [])
        #expect(apply(.remove(queue("a", "99", uid: "new")), to: &table) == [])
        #expect(apply(.set(queue("a", "90", uid: "old")), to: &table) == [])
        #expect(apply(.remove(queue("a", "95", uid: "old")), to: &table) == [])
        #expect(table.entries[queueKey("a")]?.item == 7 && table.staleEvents == 4)
    }

    @Test("bug 1: the deletion of an earlier object of that name is not the deletion of this one")
    func deletionOfAnEarlierObject() {
        var table = table(queue("a", "x1", uid: "new"))
        #expect(apply(.remove(queue("a", "x9", uid: "old")), to: &table) == [])
        #expect(table.entries.count == 1)
    }

    @Test("bug 10: an object that was deleted and created again unseen is one gone and one new")
    func replaced() {
        var table = table(queue("a", "5", uid: "old", priority: 4))
        #expect(
            apply(.set(queue("a", "9", uid: "new")), to: &table) == ["a deleted 4 false", "a added"])
        table.stage(.set(queue("a", "12", uid: "third")), transform: priority)
        #expect(texts(table.commitStaged()) == ["a deleted 0 false", "a added"])
    }

    @Test("bug 11: what is absent after a relist is gone, but nobody saw it go")
    func replace() {
        var table = table(
            queue("kept", "5"), queue("edited", "5"), queue("gone", "5", priority: 3), queue("again", "5"))
        let listed = [
            queue("kept", "5"), queue("edited", "8"), queue("new", "7"), queue("again", "9", uid: "v"),
        ]
        for object in listed { table.stage(.set(object), transform: priority) }
        #expect(table.entries.count == 4, "nothing changes before the list is whole")
        #expect(
            texts(table.commitStaged()) == [
                "again deleted 0 false", "again added", "edited changed", "gone deleted 3 false", "new added",
            ])
        #expect(table.entries.count == 4 && table.staged.isEmpty)
    }

    @Test func whatWasCollectedCanBeForgotten() {
        var table = table(queue("a", "5"))
        table.stage(.set(queue("b", "6")), transform: priority)
        table.dropStaged()
        table.stage(.set(queue("a", "5")), transform: priority)
        table.stage(.set(queue("c", "6")), transform: priority)
        table.stage(.remove(queue("c", "7")), transform: priority)
        #expect(table.commitStaged().isEmpty)
    }

    @Test("a list is believed even where it goes back: the machine has made sure of it")
    func restored() {
        var table = table(queue("a", "100", priority: 9))
        table.stage(.set(queue("a", "40", priority: 4)), transform: priority)
        #expect(texts(table.commitStaged()) == ["a changed"])
        #expect(apply(.set(queue("a", "41")), to: &table) == ["a changed"])
    }
}

import KubernetesProtocol
import Testing

@testable import KubernetesRuntime

@Suite struct ObjectCacheTests {
    let clock = HandClock()
    let cache: ObjectCache<Int>

    init() { cache = ObjectCache(clock: clock) }

    func fill(_ objects: KubernetesObject..., at version: String) {
        cache.change { state in
            for object in objects { state.table.stage(.set(object)) { _ in 1 } }
            _ = state.table.commitStaged()
            state.resourceVersion = ResourceVersion(version)
        }
    }

    func apply(_ object: KubernetesObject) {
        cache.change { state in _ = state.table.apply(.set(object)) { _ in 2 } }
    }

    @Test func whatItKnows() {
        #expect(!cache.isSynced && cache.count == 0 && cache.resourceVersion.isUnset)
        fill(queue("a", "5"), queue("b", "6", uid: "v"), at: "9")
        #expect(cache.isSynced && cache.count == 2 && cache.resourceVersion == ResourceVersion("9"))
        #expect(cache.keys.sorted() == [queueKey("a"), queueKey("b")])
        #expect(cache.item(queueKey("a")) == 1 && cache.item(queueKey("c")) == nil)
        #expect(cache.items == [queueKey("a"): 1, queueKey("b"): 1])
        #expect(cache.version(queueKey("b"))?.uid == "v")
    }

    @Test("bug 3: KEP-5647, whether one's own write has arrived")
    func hasSeen() {
        let key = queueKey("a")
        #expect(!cache.hasSeen(key, ResourceVersion("1")), "nothing is known yet")
        fill(queue("a", "50"), queue("b", "120"), at: "100")
        #expect(cache.hasSeen(key, ResourceVersion("50")) && cache.hasSeen(key, ResourceVersion("100")))
        #expect(!cache.hasSeen(key, ResourceVersion("101")))
        #expect(cache.hasSeen(queueKey("b"), ResourceVersion("120")), "by the object's own version")
        #expect(!cache.hasSeen(queueKey("gone"), ResourceVersion("101")))
        #expect(cache.hasSeen(queueKey("gone"), ResourceVersion("99")), "deleted since, and that was seen")
        #expect(cache.hasSeen(key, .unset) && cache.hasSeen(key, ResourceVersion("opaque")))
        apply(queue("a", "101"))
        #expect(cache.hasSeen(key, ResourceVersion("101")))
    }

    @Test func waitsForAWriteToArrive() async {
        fill(queue("a", "50"), at: "100")
        async let seen = cache.waitUntilSeen(queueKey("a"), ResourceVersion("105"), timeout: .seconds(10))
        await clock.someoneSleeps(for: .seconds(10))
        apply(queue("b", "104"))
        apply(queue("a", "105"))
        #expect(await seen)
        // A bookmark will do as well.
        async let passed = cache.waitUntilSeen(queueKey("a"), ResourceVersion("110"), timeout: .seconds(20))
        await clock.someoneSleeps(for: .seconds(20))
        cache.change { $0.resourceVersion = ResourceVersion("111") }
        #expect(await passed)
    }

    @Test func waitingEnds() async {
        async let late = cache.waitUntilSynced(timeout: .seconds(3))
        await clock.someoneSleeps(for: .seconds(3))
        clock.advance(by: .seconds(3))
        #expect(await late == false)

        let cache = self.cache
        let waiter = Task { await cache.waitUntilSynced(timeout: .seconds(60)) }
        await clock.someoneSleeps(for: .seconds(60))
        waiter.cancel()
        #expect(await waiter.value == false)

        let patient = Task { await cache.waitUntilSynced() }
        fill(at: "1")
        #expect(await patient.value)
        #expect(await cache.waitUntilSynced())
    }
}

import KubernetesProtocol
import Testing

@Suite struct ReflectorListingTests {
    @Test(
        "bug 4: the first list asks for the most recent state, in pages of 500, and watches from its version")
    func pages() {
        var driver = MachineDriver()
        #expect(driver.feed(.start) == ["drop", "list limit=500"])
        #expect(
            driver.feed(.page(page("100", ["a", "b"], next: "t1")))
                == ["stage +a +b", "list limit=500 continue=t1"])
        #expect(!driver.machine.isSynced)
        // A later page may be read at a later version; the watch must begin at that of the first.
        #expect(
            driver.feed(.page(page("120", ["c"])))
                == ["stage +c", "commit", "at 100", "watch rv=100 seconds=300 idle 305.0 seconds"])
        #expect(driver.machine.isSynced && driver.machine.condition == .current)
    }

    @Test("bug 24: nothing is in the store before the last page is")
    func partialPages() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        for token in ["t1", "t2", "t3"] {
            let actions = driver.feed(.page(page("100", ["x"], next: token)))
            #expect(!actions.contains("commit") && !driver.machine.isSynced)
        }
        #expect(driver.feed(.page(page("100", []))).contains("commit"))
    }

    @Test(
        "bug 16: a continue token that has run out leads to the whole list at once",
        arguments: [
            failure(410, "Expired"), failure(410, "Gone"), failure(400, "BadRequest"),
        ])
    func continueExpired(failure: ReflectorFailure) {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        _ = driver.feed(.page(page("100", ["a"], next: "t1")))
        #expect(driver.feed(.requestFailed(failure)) == ["drop", "drop", "list "])
        #expect(driver.feed(.page(page("130", ["b"]))).prefix(3) == ["stage +b", "commit", "at 130"])
    }

    @Test("an interruption between pages goes on at the same page")
    func interruptedPages() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        _ = driver.feed(.page(page("100", ["a"], next: "t1")))
        #expect(driver.feed(.requestFailed(.transport("reset"))) == [])
        let (wait, actions) = driver.sleep()
        #expect(wait == .milliseconds(800) && actions == ["list limit=500 continue=t1"])
    }

    @Test("a list that makes no sense is asked for again and concludes nothing")
    func malformed() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        #expect(driver.feed(.requestFailed(.malformed("cut off"))) == [])
        #expect(driver.machine.condition == .failing && !driver.machine.isSynced)
        #expect(driver.sleep().1 == ["drop", "list limit=500"])
        #expect(driver.feed(.page(page("", ["a"]))) == [], "a watch cannot begin without a version")
        #expect(!driver.machine.isSynced)
    }

    @Test(
        "a relist asks for at least the last version first, and for the most recent only if that is unknown",
        arguments: [
            failure(410, "Expired"), failure(504, "Timeout", message: "Too large resource version: 9"),
            failure(400, "BadRequest"),
        ])
    func relist(refusal: ReflectorFailure) {
        var driver = MachineDriver.watching()
        let first = driver.feed(.watchEnded(failure(410, "Expired")))
        #expect(first == ["drop", "list limit=500 rv=100 match=NotOlderThan"])
        #expect(driver.feed(.requestFailed(refusal)) == ["drop", "list limit=500"])
        #expect(driver.feed(.page(page("200", ["a"]))).contains("commit"))
    }

    @Test("bug 21: a list older than what was seen is not taken while the server may only lag behind")
    func staleRelist() {
        var driver = MachineDriver.watching()
        _ = driver.feed(.watchEnded(failure(410, "Expired")))
        // Not even the guarantee was kept: ask for the most recent state at once.
        #expect(driver.feed(.page(page("90", ["z"]))) == ["drop", "list limit=500"])
        for _ in 0..<3 {
            #expect(driver.feed(.page(page("90", ["z"]))) == [])
            #expect(driver.machine.resourceVersion == ResourceVersion("100"))
            #expect(driver.sleep().1 == ["drop", "list limit=500"])
        }
        let caughtUp = driver.feed(.page(page("101", ["a"])))
        #expect(caughtUp.contains("commit") && caughtUp.contains("at 101"))
    }

    @Test("bug 4: a store that was put back from a backup is believed in the end")
    func restored() {
        var driver = MachineDriver.watching()
        _ = driver.feed(.watchEnded(failure(504, "Timeout", message: "Too large resource version: 100")))
        #expect(driver.sleep().1 == ["drop", "list limit=500"])
        for _ in 0..<3 {
            _ = driver.feed(.page(page("40", ["old"])))
            _ = driver.sleep()
        }
        let actions = driver.feedAll(.page(page("40", ["old"])))
        #expect(actions.contains("commit") && actions.contains("at 40"))
        #expect(actions.contains { $0.hasPrefix("note the server's state 40 stays older than 100") })
        #expect(driver.machine.resourceVersion == ResourceVersion("40"))
    }

    @Test("versions without an order are taken as they are")
    func opaqueVersions() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        _ = driver.feed(.page(page("zz", ["a"])))
        _ = driver.feed(.watchOpened)
        _ = driver.feed(.watchEnded(failure(410, "Expired")))
        #expect(driver.feed(.page(page("aa", ["a"]))).contains("commit"))
    }

    @Test("objects of another kind are left out and noted once for each page")
    func foreignKinds() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        let items = [
            object("a", "1"), object("b", "2", kind: "Pod"), object("c", "3", kind: "Pod"), object("", "4"),
        ]
        let actions = driver.feedAll(.page(ObjectList(items: items, resourceVersion: ResourceVersion("9"))))
        #expect(actions.contains("stage +a"))
        #expect(actions.filter { $0.hasPrefix("note skipped") }.count == 1)
    }

    @Test("a list for one namespace and selectors asks for just that, every time")
    func scope() {
        var driver = MachineDriver {
            $0.namespace = "team-a"
            $0.labelSelector = "a=b"
            $0.fieldSelector = "spec.queue=q"
        }
        func check(_ actions: [ReflectorAction]) {
            for action in actions {
                switch action {
                case .list(let request), .openWatch(let request, _), .probe(let request):
                    #expect(request.path == "/apis/jq.dev/v1alpha1/namespaces/team-a/queues")
                    #expect(request.queryValue("labelSelector") == "a=b")
                    #expect(request.queryValue("fieldSelector") == "spec.queue=q")
                default: break
                }
            }
        }
        check(driver.machine.handle(.start, at: driver.now, random: 0))
        check(driver.machine.handle(.page(page("1", [])), at: driver.now, random: 0))
        driver.now += .seconds(151)
        check(driver.machine.handle(.timer, at: driver.now, random: 0))
    }
}

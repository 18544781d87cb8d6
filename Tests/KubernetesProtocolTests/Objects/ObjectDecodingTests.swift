import KubernetesProtocol
import Resources
import Testing

@Suite struct ObjectDecodingTests {
    @Test func aWholeObject() throws {
        let json = #"""
            {"kind":"Queue","apiVersion":"jq.dev/v1alpha1","data":{"a":"b"},
             "metadata":{"managedFields":[{"manager":"x","fieldsV1":{"f:spec":{".":{},"k:{\"a\":\"}\"}":{}}}}],
              "name":"emails","namespace":"team-a","uid":"u1","resourceVersion":"42","generation":3,
              "creationTimestamp":"2026-11-21T00:00:00Z","deletionTimestamp":null,"deletionGracePeriodSeconds":0,
              "finalizers":["jq.dev/queue-jobs"],"labels":{"a":"b"},"annotations":{"c":"d\n"},"selfLink":"x",
              "ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u2","controller":true}]},
             "spec":{"priority":5,"rate":0.5,"big":9223372036854775808,"list":[1,null,true]},
             "status":{"observedGeneration":3}}
            """#
        let object = try KubernetesObject(json: json.utf8)
        #expect(object.kind == "Queue" && object.apiVersion == "jq.dev/v1alpha1")
        let meta = object.metadata
        #expect(meta.key == ObjectKey(namespace: "team-a", name: "emails") && meta.uid == "u1")
        #expect(meta.resourceVersion == ResourceVersion("42") && meta.generation == 3)
        #expect(meta.creationTimestamp == "2026-11-21T00:00:00Z" && !meta.isBeingDeleted)
        #expect(meta.finalizers == ["jq.dev/queue-jobs"] && meta.labels == ["a": "b"])
        #expect(meta.annotations == ["c": "d\n"])
        #expect(
            meta.ownerReferences == [
                OwnerReference(apiVersion: "v1", kind: "Pod", name: "p", uid: "u2", controller: true)
            ])
        #expect(
            object.spec == [
                "priority": 5, "rate": 0.5, "big": .double(9_223_372_036_854_775_808),
                "list": [1, nil, true],
            ])
        #expect(object.status == ["observedGeneration": 3])
        #expect(object.rest == ["data": ["a": "b"]])
        #expect(try KubernetesObject(object.value) == object)
    }

    @Test func nullsAreAbsent() throws {
        let json = #"""
            {"apiVersion":null,"kind":null,"spec":null,"metadata":{"name":"a","namespace":null,"uid":null,
             "resourceVersion":null,"generation":null,"creationTimestamp":null,"finalizers":null,"labels":null,
             "annotations":{"a":null},"ownerReferences":null}}
            """#
        let object = try KubernetesObject(json: json.utf8)
        #expect(
            object
                == KubernetesObject(
                    apiVersion: "", kind: "", metadata: ObjectMeta(name: "a", annotations: ["a": ""])))
    }

    @Test("as for kube-apiserver, the last of two equal members counts")
    func duplicates() throws {
        let json = #"{"metadata":{"name":"a","name":"b"},"spec":{"x":1,"x":2},"spec":{"y":{"z":1,"z":2}}}"#
        let object = try KubernetesObject(json: json.utf8)
        #expect(object.metadata.name == "b" && object.spec == ["y": ["z": 2]])
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"kind":"Queue"}"#, #"{"metadata":[]}"#, #"{"metadata":{"name":1}}"#,
        #"{"metadata":{"generation":1.5}}"#, #"{"metadata":{"generation":9223372036854775808}}"#,
        #"{"metadata":{"labels":{"a":1}}}"#, #"{"metadata":{"finalizers":"x"}}"#, #"{"metadata":{}} x"#,
        #"{"metadata":{},}"#, #"{"metadata":{}"a":1}"#, #"{"metadata" {}}"#, #"{"a":"\"#, #"{"a":"\u12"#,
        #"{"a":"\ud800"}"#, #"{"a":"\ud800\u0041"}"#, #"{"a":"\udc00"}"#, #"{"a":"\x"}"#, #"{"a":01}"#,
        #"{"a":1e999}"#, #"{"a":-}"#, #"{"a":nul}"#, "{\"a\":\"\n\"}", "{\"a\\",
    ])
    func whatIsNoObjectIsAnError(text: String) {
        #expect(throws: MalformedJSON.self) { try KubernetesObject(json: text.utf8) }
    }

    @Test func nestingHasALimit() throws {
        func nested(_ levels: Int, in key: String) -> [UInt8] {
            let arrays = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            return Array(#"{"metadata":{"\#(key)":\#(arrays)},"spec":\#(arrays)}"#.utf8)
        }
        #expect(throws: Never.self) { try KubernetesObject(json: nested(126, in: "managedFields")) }
        #expect(throws: MalformedJSON.self) { try KubernetesObject(json: nested(127, in: "managedFields")) }
        #expect(throws: MalformedJSON.self) { try KubernetesObject(json: nested(1_000_000, in: "labels")) }
    }

    @Test func escapesAndSurrogates() throws {
        let json = #"{"metadata":{},"spec":"\"\\\/\b\f\n\r\té\u0000\ud83d\ude00 é😀"}"#
        let object = try KubernetesObject(json: json.utf8)
        #expect(object.spec == .string("\"\\/\u{8}\u{C}\n\r\té\0😀 é😀"))
        let notText = Array(#"{"metadata":{},"spec":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: MalformedJSON.self) { try KubernetesObject(json: notText) }
    }

    @Test func listsArePages() throws {
        let json = #"""
            {"kind":"QueueList","apiVersion":"jq.dev/v1alpha1","metadata":{"resourceVersion":"100",
             "continue":"abc","remainingItemCount":7},"items":[{"metadata":{"name":"a"}},
             {"kind":"Other","apiVersion":"v1","metadata":{"name":"b"}}]}
            """#
        let page = try ObjectList(json: json.utf8)
        #expect(page.resourceVersion == ResourceVersion("100") && page.continueToken == "abc")
        #expect(page.remaining == 7 && page.items.map(\.metadata.name) == ["a", "b"])
        #expect(page.items.map(\.kind) == ["Queue", "Other"])
        #expect(page.items.map(\.apiVersion) == ["jq.dev/v1alpha1", "v1"])
    }

    @Test("bug 23: an empty continue token is the end")
    func emptyContinue() throws {
        let json = #"{"kind":"QueueList","metadata":{"resourceVersion":"1","continue":""},"items":null}"#
        let page = try ObjectList(json: json.utf8)
        #expect(page.continueToken == nil && page.items.isEmpty)
    }

    @Test(
        "bug 37: what is not a whole list is never an empty one",
        arguments: [
            #"{}"#, #"{"kind":"Status","status":"Failure","code":404,"metadata":{}}"#, #"{"kind":"Queue"}"#,
            #"{"kind":"QueueList","items":[{"metadata":{"name":"a"}}"#, #"{"kind":"QueueList","items":[{}]}"#,
            #"{"kind":"QueueList","items":[1]}"#, #"{"kind":"QueueList","items":{}}"#, "404 page not found",
        ])
    func notAList(text: String) {
        #expect(throws: MalformedJSON.self) { try ObjectList(json: text.utf8) }
    }
}

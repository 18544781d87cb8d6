import KubernetesProtocol
import Testing

@Suite struct WatchEventTests {
    func event(_ text: String) throws -> WatchEvent { try WatchEvent(line: Array(text.utf8)) }
    let object = #"{"kind":"Queue","metadata":{"name":"a","resourceVersion":"5"}}"#

    @Test func changesOfObjects() throws {
        let expected = try KubernetesObject(json: object.utf8)
        #expect(try event(#"{"type":"ADDED","object":\#(object)}"#) == .added(expected))
        #expect(try event(#"{"type":"MODIFIED","object":\#(object)}"#) == .modified(expected))
        #expect(try event(#"{"type":"DELETED","object":\#(object)}"#) == .deleted(expected))
        #expect(try event(#" {"x":[1],"object":\#(object),"type":"DELETED"} "#) == .deleted(expected))
    }

    @Test func bookmarks() throws {
        let plain = #"{"type":"BOOKMARK","object":{"kind":"Queue","metadata":{"resourceVersion":"9"}}}"#
        #expect(try event(plain) == .bookmark(ResourceVersion("9"), initialEventsEnd: false))
        let last = #"""
            {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9",
             "annotations":{"k8s.io/initial-events-end":"true"}}}}
            """#
        #expect(try event(last) == .bookmark(ResourceVersion("9"), initialEventsEnd: true))
    }

    @Test("bug 15: an expired version inside HTTP 200, under both reasons", arguments: ["Expired", "Gone"])
    func expired(reason: String) throws {
        let line = #"""
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
             "message":"too old resource version: 1 (2)","reason":"\#(reason)","code":410}}
            """#
        guard case .failure(let status) = try event(line) else { throw MalformedJSON("", offset: 0) }
        #expect(status.isExpired && status.reason == reason && status.message.hasPrefix("too old"))
    }

    @Test("a line may be a status without an event around it")
    func bareStatus() throws {
        let line = #"{"kind":"Status","apiVersion":"v1","metadata":{},"reason":"InternalError","code":500}"#
        guard case .failure(let status) = try event(line) else { throw MalformedJSON("", offset: 0) }
        #expect(status.isInternalError)
    }

    @Test func unknownTypes() throws {
        #expect(try event(#"{"type":"SHOUTED","object":[{}]}"#) == .unknown(type: "SHOUTED"))
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"type":"ADDED"}"#, #"{"type":"ADDED","object":null}"#, #"{"object":{}}"#,
        #"{"type":1,"object":{}}"#, #"{"kind":"Pod"}"#, #"{"type":"ADDED","object":{}}"#,
        #"{"type":"ADDED","object":{"metadata":{}}}}"#,
    ])
    func whatIsNoEventIsAnError(text: String) {
        #expect(throws: MalformedJSON.self) { try event(text) }
    }
}

import KubernetesProtocol
import Testing

@Suite struct APIStatusTests {
    @Test func whatItSays() throws {
        let json = #"""
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"invalid","reason":"Invalid",
             "code":422,"details":{"name":"a","group":"jq.dev","kind":"Queue","retryAfterSeconds":3,"causes":[
              {"reason":"FieldValueInvalid","message":"too big","field":"spec.priority"},{"message":null}]}}
            """#
        let status = try APIStatus(json: json.utf8)
        #expect(status.isInvalid && status.code == 422 && status.details?.name == "a")
        #expect(status.retryAfter == .seconds(3) && status.causes.count == 2)
        #expect(
            status.causes.first
                == StatusCause(reason: "FieldValueInvalid", field: "spec.priority", message: "too big"))
        #expect("\(status)" == "invalid (Invalid, HTTP 422)")
        #expect(throws: MalformedJSON.self) { try APIStatus(json: #"{"kind":"Pod"}"#.utf8) }
    }

    @Test("bug 36: a path that is not served is not an object that is missing")
    func notFound() {
        let object = APIStatus(code: 404, reason: "NotFound", details: StatusDetails(name: "a"))
        #expect(object.isNotFound && !object.isResourceMissing)
        let path = APIStatus(code: 404, reason: "NotFound", details: StatusDetails())
        #expect(!path.isNotFound && path.isResourceMissing)
        #expect(APIStatus(httpStatus: 404, body: Array("404 page not found\n".utf8)).isResourceMissing)
    }

    @Test func whatItMeans() {
        #expect(APIStatus(code: 409, reason: "Conflict").isConflict)
        #expect(!APIStatus(code: 409, reason: "AlreadyExists").isConflict)
        #expect(APIStatus(code: 409, reason: "AlreadyExists").isAlreadyExists)
        #expect(APIStatus(code: 410).isExpired && APIStatus(code: 0, reason: "Gone").isExpired)
        #expect(APIStatus(code: 429).isTooManyRequests && APIStatus(code: 403).isForbidden)
        #expect(APIStatus(code: 401).isUnauthorized && APIStatus(code: 400).isBadRequest)
        let cause = StatusDetails(causes: [StatusCause(reason: "ResourceVersionTooLarge")])
        #expect(APIStatus(code: 504, reason: "Timeout", details: cause).isTooLargeResourceVersion)
        let text = "Too large resource version: 9, current: 8"
        #expect(APIStatus(code: 504, reason: "Timeout", message: text).isTooLargeResourceVersion)
        #expect(!APIStatus(code: 504, reason: "Timeout").isTooLargeResourceVersion)
    }

    @Test func anyBodyWillDo() {
        let proxy = APIStatus(httpStatus: 502, body: Array("<html>Bad Gateway</html> \n".utf8))
        #expect(proxy.code == 502 && proxy.message == "<html>Bad Gateway</html>")
        #expect(APIStatus(httpStatus: 503, body: []).description.contains("HTTP 503"))
        let noCode = APIStatus(httpStatus: 500, body: Array(#"{"kind":"Status","reason":"X"}"#.utf8))
        #expect(noCode.code == 500 && noCode.reason == "X")
        #expect(APIStatus(httpStatus: 500, body: Array(repeating: 0x61, count: 9_999)).message.count == 1_000)
        #expect(APIStatus(httpStatus: 500, body: [0xFF, 0xFE]).code == 500)
    }
}

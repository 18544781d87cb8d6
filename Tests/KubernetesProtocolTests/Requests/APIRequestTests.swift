import KubernetesProtocol
import Resources
import Testing

@Suite struct APIRequestTests {
    let key = ObjectKey(namespace: "team-a", name: "emails")

    @Test func pathsOfGroupsNamespacesAndParts() {
        #expect(APIResource.queues.path() == "/apis/jq.dev/v1alpha1/queues")
        #expect(
            APIResource.workerPools.path(namespace: "a", name: "p", subresource: "scale")
                == "/apis/jq.dev/v1alpha1/namespaces/a/workerpools/p/scale")
        #expect(APIResource.pods.path(namespace: "a") == "/api/v1/namespaces/a/pods")
        #expect(APIResource.namespaces.path(namespace: "a", name: "b") == "/api/v1/namespaces/b")
        #expect(APIResource.leases.apiVersion == "coordination.k8s.io/v1")
        #expect(APIResource.pods.apiVersion == "v1")
        #expect("\(APIResource.queues) \(APIResource.pods)" == "queues.jq.dev pods")
    }

    @Test func nothingInAPathOrAQueryEscapesItsPlace() {
        let path = APIResource.queues.path(namespace: "../x", name: "a/b?c#d e%é")
        #expect(path == "/apis/jq.dev/v1alpha1/namespaces/..%2Fx/queues/a%2Fb%3Fc%23d%20e%25%C3%A9")
        let request = APIRequest.list(.queues, labelSelector: "a=b,c in (d,e)&limit=1")
        #expect(request.target.hasSuffix("?labelSelector=a%3Db%2Cc%20in%20%28d%2Ce%29%26limit%3D1"))
    }

    @Test func listsInPages() {
        let first = APIRequest.list(
            .queues, namespace: "a", limit: 500, resourceVersion: ResourceVersion("7"), match: .notOlderThan)
        #expect(
            first.target == "/apis/jq.dev/v1alpha1/namespaces/a/queues?limit=500&resourceVersion=7"
                + "&resourceVersionMatch=NotOlderThan")
        // The server answers 400 to a token together with a version.
        let second = APIRequest.list(
            .queues, limit: 500, continueToken: "abc=", resourceVersion: ResourceVersion("7"),
            match: .notOlderThan)
        #expect(second.target == "/apis/jq.dev/v1alpha1/queues?limit=500&continue=abc%3D")
        // A match without a version is refused, too.
        #expect(APIRequest.list(.queues, match: .notOlderThan).query.isEmpty)
        #expect(first.isRead && first.method == .get && first.body == nil)
    }

    @Test func watches() {
        let watch = APIRequest.watch(
            .queues, resourceVersion: ResourceVersion("7"), timeoutSeconds: 300, fieldSelector: "spec.queue=a"
        )
        #expect(
            watch.target == "/apis/jq.dev/v1alpha1/queues?watch=1&allowWatchBookmarks=true&resourceVersion=7"
                + "&timeoutSeconds=300&fieldSelector=spec.queue%3Da")
        let initial = APIRequest.watch(
            .queues, resourceVersion: .unset, timeoutSeconds: 300, sendInitialEvents: true)
        #expect(initial.queryValue("sendInitialEvents") == "true")
        #expect(initial.queryValue("resourceVersionMatch") == "NotOlderThan")
        #expect(initial.queryValue("resourceVersion")?.isEmpty == true)
        #expect(watch.queryValue("sendInitialEvents") == nil)
    }

    @Test func tablesAndMetadata() {
        let table = APIRequest.list(.queues, form: .table)
        #expect(table.accept == "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
        #expect(table.queryValue("includeObject") == "Metadata")
        let list = APIRequest.list(.pods, form: .metadata)
        #expect(list.accept == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
        let one = APIRequest.get(.pods, key: key, form: .metadata)
        #expect(one.accept == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
        #expect(one.path == "/api/v1/namespaces/team-a/pods/emails")
    }

    @Test func creates() throws {
        let object = KubernetesObject(
            .queues, metadata: ObjectMeta(name: "emails", namespace: "team-a"), spec: ["priority": 1])
        let request = APIRequest.create(
            .queues, object: object, fieldManager: "jq-ctl", dryRun: true, strict: true)
        #expect(
            request.method == .post && !request.isRead && request.contentType == "application/json"
                && request.target == "/apis/jq.dev/v1alpha1/namespaces/team-a/queues?fieldManager=jq-ctl"
                    + "&dryRun=All&fieldValidation=Strict"
        )
        #expect(try KubernetesObject(json: request.body ?? []) == object)
    }

    @Test func replacesAtAVersion() throws {
        let object = KubernetesObject(
            .leases,
            metadata: ObjectMeta(name: "l", namespace: "a", resourceVersion: ResourceVersion("12")),
            spec: ["holderIdentity": "x"])
        let request = APIRequest.replace(.leases, object: object)
        #expect(request.method == .put)
        #expect(request.target == "/apis/coordination.k8s.io/v1/namespaces/a/leases/l")
        let body = try Value(json: request.body ?? [])
        #expect(body["metadata"]?["resourceVersion"] == "12")
    }

    @Test func appliesOnTheServersSide() throws {
        let request = APIRequest.apply(
            .queues, key: key, subresource: "status", fieldManager: "jq-controller", force: true,
            object: ["status": ["url": "a/b", "odd": "\u{7F}\u{85}\u{2028}\u{2029}\u{FEFF}\u{FFFE}é\u{1}"]])
        #expect(request.method == .patch && request.contentType == "application/apply-patch+yaml")
        #expect(
            request.target == "/apis/jq.dev/v1alpha1/namespaces/team-a/queues/emails/status"
                + "?fieldManager=jq-controller&force=true")
        let body = request.body ?? []
        let text = String(decoding: body, as: UTF8.self)
        #expect(
            text == #"{"status":{"odd":"\u007f\u0085\u2028\u2029\ufeff\ufffeé\u0001","url":"a/b"}}"#,
            "YAML must read it as JSON does")
        let odd = try Value(json: body)["status"]?["odd"]
        #expect(odd == "\u{7F}\u{85}\u{2028}\u{2029}\u{FEFF}\u{FFFE}é\u{1}")
        let plain = APIRequest.apply(.queues, key: key, fieldManager: "jq-ctl", dryRun: true, object: [:])
        #expect(plain.queryValue("force") == nil && plain.queryValue("dryRun") == "All")
    }

    @Test func patches() throws {
        let merge = APIRequest.mergePatch(.queues, key: key, patch: ["metadata": ["labels": ["a": nil]]])
        #expect(merge.contentType == "application/merge-patch+json")
        #expect(merge.body == Array(#"{"metadata":{"labels":{"a":null}}}"#.utf8))
        let path = JSONPatchOperation.path("metadata", "annotations", "a/b~c")
        #expect(path == "/metadata/annotations/a~1b~0c")
        let json = APIRequest.jsonPatch(
            .queues, key: key,
            operations: [
                .test(path: "/metadata/finalizers/0", value: "jq.dev/queue-jobs"),
                .remove(path: "/metadata/finalizers/0"), .add(path: path, value: 1),
                .replace(path: "/spec", value: [:]),
            ])
        #expect(json.contentType == "application/json-patch+json")
        let steps = try Value(json: json.body ?? []).arrayValue ?? []
        #expect(steps.map { $0["op"]?.stringValue } == ["test", "remove", "add", "replace"])
        #expect(steps.first?["value"] == "jq.dev/queue-jobs")
    }

    @Test func deletesOnlyTheObjectThatIsMeant() throws {
        let request = APIRequest.delete(
            .queues, key: key, uid: "u1", resourceVersion: ResourceVersion("9"), propagation: .foreground,
            dryRun: true)
        #expect(request.method == .delete)
        #expect(
            try Value(json: request.body ?? []) == [
                "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground",
                "dryRun": ["All"], "preconditions": ["uid": "u1", "resourceVersion": "9"],
            ])
        let bare = try Value(json: APIRequest.delete(.queues, key: key, uid: nil).body ?? [])
        #expect(bare["preconditions"] == nil)
    }
}

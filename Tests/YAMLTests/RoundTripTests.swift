import Resources
import Testing
import YAML

@Suite("Rendering and reading again")
struct RoundTripTests {
    @Test("YAML gives the same resource", arguments: 0..<8)
    func yaml(part: UInt64) throws {
        for seed in 0..<250 {
            var generator = ResourceGenerator(seed: part * 1000 + UInt64(seed))
            let resource = try generator.resource()
            let text = resource.yaml()
            let decoded = decode(text)
            #expect(!decoded.hasErrors, "\(decoded.diagnostics)\n\(text)")
            #expect(decoded.resources == [resource], "\(text)")
        }
    }

    @Test("JSON gives the same resource", arguments: 0..<4)
    func json(part: UInt64) throws {
        for seed in 0..<250 {
            var generator = ResourceGenerator(seed: part * 1000 + UInt64(seed))
            let resource = try generator.resource()
            let node = Node(try Value(json: resource.json()), mark: Mark(file: "store", line: 1, column: 1))
            let (decoded, diagnostics) = decodeResource(node)
            #expect(!diagnostics.hasErrors, "\(diagnostics)")
            #expect(decoded == resource)
        }
    }

    @Test("Several documents stay apart")
    func documents() throws {
        var generator = ResourceGenerator(seed: 5)
        var resources: [Resource] = []
        for _ in 0..<100 {
            let resource = try generator.resource()
            if !resources.contains(where: { $0.key == resource.key }) { resources.append(resource) }
        }
        let text = resources.map { $0.yaml() }.joined(separator: "---\n")
        #expect(decode(text).resources == resources)
    }

    @Test("Fields stand in the schema's order, texts of several lines as blocks")
    func look() throws {
        let source = """
            kind: Job
            apiVersion: jq.dev/v1alpha1
            spec: {trigger: 2, env: {B: "no", A: "5"}, timeout: 90s, queue: emails,
              command: [sh, -c, "set -e\\nsend\\n"], backoff: {jitter: 0, base: 5s}}
            metadata: {labels: {team: a}, name: seed, namespace: team-a}
            """
        let resource = try #require(decode(source).resources.first)
        #expect(
            resource.yaml() == """
                apiVersion: jq.dev/v1alpha1
                kind: Job
                metadata:
                  name: seed
                  namespace: team-a
                  labels:
                    team: a
                spec:
                  queue: emails
                  command:
                    - sh
                    - "-c"
                    - |
                      set -e
                      send
                  env:
                    A: "5"
                    B: "no"
                  timeout: 1m30s
                  backoff:
                    base: 5s
                    jitter: 0.0
                  trigger: "2"

                """)
    }

    @Test("A key that is too long for one line")
    func longKey() {
        let resource = Resource(
            key: ResourceKey(kind: .job, name: "a"),
            spec: [
                "queue": "q",
                "payload": .object([String(repeating: "k", count: 2000): ["a": [1, ["b": []]]]]),
            ])
        #expect(decode(resource.yaml()).resources == [resource])
    }
}

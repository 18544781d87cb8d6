import Resources
import Synchronization

/// Answers to requests that are not for a resource: what is served, and whether the server is well.
struct DiscoveryAnswers {
    let core: ServerCore
    let request: IncomingRequest

    private static let version: Value = [
        "major": "1", "minor": "32", "gitVersion": "v1.32.0+test", "gitCommit": "0", "gitTreeState": "clean",
        "buildDate": "2025-01-01T00:00:00Z", "goVersion": "none", "compiler": "none",
        "platform": "linux/amd64",
    ]

    func answer() throws(APIFailure) -> Answer {
        if request.method != "GET" { throw .methodNotAllowed(request.method) }
        let types = core.state.withLock { $0.types }
        let steps = request.path.split(separator: "/").map(String.init)
        switch (steps.first, steps.count) {
        case ("version", 1): return Answer(json: Self.version)
        case ("healthz", _), ("livez", _), ("readyz", _):
            return Answer(status: 200, contentType: "text/plain; charset=utf-8", body: Array("ok".utf8))
        case ("api", 1):
            return Answer(json: ["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []])
        case ("api", 2): return Answer(json: try resources(types, group: "", version: steps[1]))
        case ("apis", 1):
            let groups = Self.groups(types)
            return Answer(
                json: [
                    "kind": "APIGroupList", "apiVersion": "v1",
                    "groups": .array(groups.map { Self.group($0, types) }),
                ])
        case ("apis", 2):
            guard Self.groups(types).contains(steps[1]) else { throw .noSuchAddress }
            var group = Self.group(steps[1], types)
            group.set(["kind"], to: "APIGroup")
            group.set(["apiVersion"], to: "v1")
            return Answer(json: group)
        case ("apis", 3): return Answer(json: try resources(types, group: steps[1], version: steps[2]))
        case ("openapi", _): return try OpenAPIAnswers(types: types, request: request).answer()
        case (nil, _):
            return Answer(json: ["paths": ["/api", "/apis", "/version", "/healthz", "/openapi/v2"]])
        default: throw .noSuchAddress
        }
    }

    /// The groups with a name, each once, in the order in which they are served.
    private static func groups(_ types: [ResourceType]) -> [String] {
        var groups: [String] = []
        for type in types + [AccessReviews.type] where !type.group.isEmpty && !groups.contains(type.group) {
            groups.append(type.group)
        }
        return groups
    }

    private static func group(_ name: String, _ types: [ResourceType]) -> Value {
        var versions: [String] = []
        for type in types + [AccessReviews.type] where type.group == name && !versions.contains(type.version)
        {
            versions.append(type.version)
        }
        let entries = versions.map { version -> Value in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return [
            "name": .string(name), "versions": .array(entries), "preferredVersion": entries.first ?? .null,
        ]
    }

    private func resources(
        _ types: [ResourceType], group: String, version: String
    ) throws(APIFailure) -> Value {
        let served = (types + [AccessReviews.type]).filter { $0.group == group && $0.version == version }
        if served.isEmpty { throw .noSuchAddress }
        return [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(served.flatMap(Self.entries)),
        ]
    }

    private static func entries(_ type: ResourceType) -> [Value] {
        let entry = { (name: String, kind: String, verbs: [String]) -> [String: Value] in
            [
                "name": .string(name), "singularName": .string(name == type.plural ? type.singular : ""),
                "namespaced": .bool(type.namespaced), "kind": .string(kind),
                "verbs": .array(verbs.map(Value.string)),
            ]
        }
        var main = entry(type.plural, type.kind, type.verbs)
        if !type.shortNames.isEmpty { main["shortNames"] = .array(type.shortNames.map(Value.string)) }
        if !type.categories.isEmpty { main["categories"] = .array(type.categories.map(Value.string)) }
        var entries = [Value.object(main)]
        if type.hasStatus {
            entries.append(.object(entry("\(type.plural)/status", type.kind, ["get", "patch", "update"])))
        }
        if type.scale != nil {
            var scale = entry("\(type.plural)/scale", "Scale", ["get", "patch", "update"])
            scale["group"] = "autoscaling"
            scale["version"] = "v1"
            entries.append(.object(scale))
        }
        return entries
    }
}

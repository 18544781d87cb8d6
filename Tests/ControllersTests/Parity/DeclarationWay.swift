import Planning
import Resources

/// A manifest, and where a directory keeps it.
struct Placed {
    var file: String
    var manifest: Value

    init(_ manifest: Value, file: String = "main.yaml") {
        self.manifest = manifest
        self.file = file
    }

    var key: ResourceKey? {
        guard let kind = manifest["kind"]?.stringValue.flatMap(Kind.init(rawValue:)),
            let name = manifest.at("metadata", "name")?.stringValue
        else { return nil }
        let namespace = manifest.at("metadata", "namespace")?.stringValue ?? "default"
        return ResourceKey(kind: kind, namespace: namespace, name: name)
    }

    /// JSON is YAML.
    var text: String { String(decoding: manifest.canonicalJSON(), as: UTF8.self) + "\n" }
}

/// One way in which declarations come to a database of its own.
protocol DeclarationWay: Sendable {
    var world: World { get }

    /// Makes exactly these the declared ones, and does what follows from that.
    ///
    /// - Parameter isReached: whether the database is where it shall be, for a way that cannot tell.
    /// - Returns: The entries of what was planned that do something, or are held up.
    func declare(_ manifests: [Placed], until isReached: () async throws -> Bool) async throws -> [PlanEntry]

    func close() async throws
}

extension Plan {
    /// What a way planned in one step, as people read it and as machines do: the same for every way.
    static func text(of entries: [PlanEntry]) -> String {
        let named = entries.filter { $0.action != .unchanged || $0.blocked != nil }.sorted { $0.key < $1.key }
            .map { entry in
                var entry = entry
                entry.origin = nil
                // Over the wire the reason comes as an effect alone.
                switch entry.run {
                case .run(let key, _, _, _): entry.run = .run(key, reason: "", cancels: [], waitsFor: [])
                case .skip(let key, _): entry.run = .skip(key, reason: "")
                case nil: break
                }
                return entry
            }
        let plan = Plan(entries: named, owner: "owner")
        let json = String(decoding: planJSON(plan).canonicalJSON(), as: UTF8.self)
        return normalised(renderPlan(plan, color: false, width: 110, showUnchanged: true) + json)
    }
}

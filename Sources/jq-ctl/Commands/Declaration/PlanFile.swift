import Planning
import Resources

/// What `diff --out` saves and `apply plan.json` sends: the plan that was looked at, and everything it was
/// made from.
struct PlanFile {
    static let kind = "PlanFile"

    var plan: Value
    var hash: String
    var files: [ManifestFile]
    var options: DeclarationOptions
    /// The cluster that it is for; nil for jq-server.
    var cluster: ClusterPlace?

    init(_ outcome: PlanOutcome, of request: DeclarationRequest, for cluster: ClusterPlace?) {
        plan = planJSON(outcome.plan, hash: outcome.hash)
        hash = outcome.hash
        files = request.files
        options = request.options
        self.cluster = cluster
    }

    /// What to apply: nothing else than what was looked at.
    var request: DeclarationRequest {
        DeclarationRequest(files: files, options: options, expectedHash: hash)
    }

    /// Refuses to apply it anywhere else than where it was made.
    func check(_ place: ClusterPlace?) throws(CommandFailure) {
        switch (cluster, place) {
        case (nil, nil): return
        case (let made?, nil):
            throw CommandFailure("the plan was made for the cluster at \(made.server); add --kubernetes")
        case (nil, .some):
            throw CommandFailure("the plan was made for jq-server; leave out --kubernetes, or make it again")
        case (let made?, let place?):
            if made == place { return }
            throw CommandFailure(
                "the plan was made for \(made), and this is \(place); choose that with --context and -n, "
                    + "or make it again")
        }
    }

    /// Reads a saved plan from the JSON of the file at `path`.
    init(json: [UInt8], path: String) throws(CommandFailure) {
        let document: Value
        do { document = try Value(json: json) } catch {
            throw CommandFailure("\(path) is not a plan: \(error); manifests are given with -f")
        }
        guard document["kind"]?.stringValue == Self.kind, let plan = document["plan"],
            let hash = plan["hash"]?.stringValue, let files = document["files"]?.arrayValue,
            let options = document["options"]
        else {
            throw CommandFailure(
                "\(path) is not a plan made by `jq-ctl diff --out`; manifests are given with -f")
        }
        self.plan = plan
        self.hash = hash
        self.files = []
        for file in files {
            guard let name = file["path"]?.stringValue, let content = file["content"]?.stringValue else {
                throw CommandFailure(
                    "\(path) is damaged: a file in it has no path or no content; make it again")
            }
            self.files.append(ManifestFile(path: name, bytes: Array(content.utf8)))
        }
        self.options = DeclarationOptions(json: options)
        if let place = document["cluster"], place != .null {
            guard let server = place["server"]?.stringValue, let namespace = place["namespace"]?.stringValue
            else { throw CommandFailure("\(path) is damaged: its cluster has no server; make it again") }
            cluster = ClusterPlace(server: server, namespace: namespace)
        }
    }

    func document() throws(CommandFailure) -> Value {
        var contents: [Value] = []
        for file in files {
            guard let text = String(validating: file.bytes, as: UTF8.self) else {
                throw CommandFailure("\(file.path) is not UTF-8; it cannot be kept in a plan")
            }
            contents.append(["path": .string(file.path), "content": .string(text)])
        }
        var document: [String: Value] = [
            "apiVersion": .string(Kind.apiVersion), "kind": .string(Self.kind), "plan": plan,
            "files": .array(contents), "options": options.document,
        ]
        if let cluster {
            document["cluster"] = [
                "server": .string(cluster.server), "namespace": .string(cluster.namespace),
            ]
        }
        return .object(document)
    }
}

extension DeclarationOptions {
    fileprivate init(json: Value) {
        self.init(owner: json["owner"]?.stringValue ?? "")
        prune = json["prune"]?.boolValue ?? false
        maxPrune = Int32(clamping: json["maxPrune"]?.intValue ?? 0)
        confirm = json["confirm"]?.stringValue ?? ""
        keepGoing = json["keepGoing"]?.boolValue ?? false
        takeOver = json["takeOver"]?.boolValue ?? false
        revision = json["revision"]?.stringValue ?? ""
        forceConflicts = json["forceConflicts"]?.boolValue ?? false
    }

    fileprivate var document: Value {
        [
            "owner": .string(owner), "prune": .bool(prune), "maxPrune": .int(Int64(maxPrune)),
            "confirm": .string(confirm), "keepGoing": .bool(keepGoing), "takeOver": .bool(takeOver),
            "revision": .string(revision), "forceConflicts": .bool(forceConflicts),
        ]
    }
}

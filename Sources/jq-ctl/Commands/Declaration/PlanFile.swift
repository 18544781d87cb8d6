import JobQueueProto
import Planning
import Resources
import SwiftProtobuf

/// What `diff --out` saves and `apply plan.json` sends: the plan that was looked at, and everything it was
/// made from.
struct PlanFile {
    static let kind = "PlanFile"

    var plan: Value
    var hash: String
    var files: [ManifestFile]
    var options: Jq_V1_PlanOptions

    init(plan: Jq_V1_Plan, files: [ManifestFile], options: Jq_V1_PlanOptions) {
        self.plan = planJSON(Plan(plan), hash: plan.hash)
        hash = plan.hash
        self.files = files
        self.options = options
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
        self.options = .with {
            $0.owner = options["owner"]?.stringValue ?? ""
            $0.prune = options["prune"]?.boolValue ?? false
            $0.maxPrune = Int32(clamping: options["maxPrune"]?.intValue ?? 0)
            $0.confirm = options["confirm"]?.stringValue ?? ""
            $0.keepGoing = options["keepGoing"]?.boolValue ?? false
            $0.takeOver = options["takeOver"]?.boolValue ?? false
            $0.sourceRevision = options["revision"]?.stringValue ?? ""
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
        return [
            "apiVersion": .string(Kind.apiVersion), "kind": .string(Self.kind), "plan": plan,
            "files": .array(contents),
            "options": [
                "owner": .string(options.owner), "prune": .bool(options.prune),
                "maxPrune": .int(Int64(options.maxPrune)), "confirm": .string(options.confirm),
                "keepGoing": .bool(options.keepGoing), "takeOver": .bool(options.takeOver),
                "revision": .string(options.sourceRevision),
            ],
        ]
    }
}

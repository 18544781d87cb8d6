import Lifecycle
import Planning
import Resources

/// One edit of what is declared, and what happens outside before it.
struct ParityStep: Sendable {
    var name: String
    /// What workers and operators do; on each way's database.
    var outside: @Sendable (World) async throws -> Void
    var edit: @Sendable (inout Declarations) -> Void

    /// A step in which nothing happens outside.
    init(_ name: String, edit: @escaping @Sendable (inout Declarations) -> Void) {
        self.init(name, outside: { _ in }, edit: edit)
    }

    init(
        _ name: String, outside: @escaping @Sendable (World) async throws -> Void,
        edit: @escaping @Sendable (inout Declarations) -> Void = { _ in }
    ) {
        self.name = name
        self.outside = outside
        self.edit = edit
    }
}

/// What is declared at one moment.
struct Declarations: Sendable {
    private(set) var placed: [Placed] = []

    /// Declares it, or declares it otherwise, in the file in which it was.
    mutating func put(_ manifests: Value..., file: String? = nil) {
        for manifest in manifests {
            let new = Placed(manifest, file: file ?? "main.yaml")
            if let index = placed.firstIndex(where: { $0.key == new.key }) {
                placed[index] = Placed(manifest, file: file ?? placed[index].file)
            } else {
                placed.append(new)
            }
        }
    }

    /// Changes some fields of the spec; nil unsets one.
    mutating func change(
        _ kind: Kind, _ name: String, in namespace: String = "default", _ spec: [String: Value?]
    ) {
        modify(kind, name, in: namespace) { manifest in
            for (field, value) in spec { manifest.set(["spec", field], value) }
        }
    }

    mutating func modify(
        _ kind: Kind, _ name: String, in namespace: String = "default", _ body: (inout Value) -> Void
    ) {
        let key = ResourceKey(kind: kind, namespace: namespace, name: name)
        guard let index = placed.firstIndex(where: { $0.key == key }) else { return }
        body(&placed[index].manifest)
    }

    mutating func move(_ kind: Kind, _ name: String, to file: String) {
        let key = ResourceKey(kind: kind, name: name)
        guard let index = placed.firstIndex(where: { $0.key == key }) else { return }
        placed[index].file = file
    }

    mutating func remove(_ kind: Kind, _ name: String, in namespace: String = "default") {
        let key = ResourceKey(kind: kind, namespace: namespace, name: name)
        placed.removeAll { $0.key == key }
    }
}

extension World {
    /// Lets all waiting runs of a job succeed.
    func finishRuns(_ name: String, in namespace: String = "default") async throws {
        for run in try await runs(name, in: namespace) where !run.state.isTerminal {
            try await finish(run.jobID)
        }
    }
}

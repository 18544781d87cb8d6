public import KubernetesResources
import Planning
public import Resources

/// Brings a batch of keys from what their objects declare to what the database holds, as a pure machine: it says
/// what to ask, is given the answers, and says what to ask next, until nothing is left (DESIGN §7).
///
/// Every state is found again from the objects and the database alone, so a batch may end after any request, and a
/// new one over the same keys finishes the work.
public struct ReconcileBatch: Sendable {
    /// What became of each key; complete when the machine has nothing more to ask.
    public private(set) var outcomes: [ResourceKey: KeyOutcome] = [:]
    /// What to say in each object's status; nil takes back what was said before.
    public private(set) var verdicts: [ResourceKey: Verdict?] = [:]
    /// What to tell people.
    public private(set) var notes: [ReconcileNote] = []
    /// Applied, and to be held by our finalizer, which is not on them yet.
    public private(set) var unheld: [ResourceKey] = []
    /// Kinds whose definitions are being deleted, or are gone.
    public private(set) var departed: Set<Kind> = []
    /// The database was asked, and answered.
    public private(set) var databaseAnswered = false
    /// Something was created or changed: what others wait for may be there now.
    public private(set) var changedSomething = false

    private let objects: [ResourceKey: DeclaredObject]
    /// In the order of kinds and names, so that a queue is there before what names it.
    private var desired: [DeclaredObject] = []
    private var deletions: [ResourceKey] = []
    private var unconfirmed: [ResourceKey] = []
    /// Held objects whose present declaration was applied in this batch.
    private var amended: Set<ResourceKey> = []

    /// - Parameters:
    ///   - keys: what to look at.
    ///   - objects: the cache's view of them; a key without an object is one that went away.
    public init(_ keys: [ResourceKey], objects: [ResourceKey: DeclaredObject]) {
        self.objects = objects
        for key in keys.sorted() { sort(key) }
    }

    private mutating func sort(_ key: ResourceKey) {
        guard let object = objects[key] else { return unconfirmed.append(key) }
        if object.isTerminating {
            if object.isReleased, object.hasFinalizer { return }
            return deletions.append(key)
        }
        guard object.resource != nil else {
            verdicts[key] = .invalid(generation: object.generation, problems: object.problems)
            outcomes[key] = .settled
            let text = object.problems.first { $0.severity == .error }.map(problemText) ?? "cannot be decoded"
            return notes.append(ReconcileNote(key: key, isWarning: true, reason: "Invalid", message: text))
        }
        desired.append(object)
    }

    /// The first questions; they do not depend on each other, and may be asked at the same time.
    public func start() -> [ReconcileRequest] {
        var requests: [ReconcileRequest] = []
        for object in objects.values.sorted(by: { $0.key < $1.key }) {
            if object.isTerminating, object.isReleased, object.hasFinalizer {
                requests.append(.removeFinalizer(object.key, uid: object.uid))
            }
        }
        requests += unconfirmed.map { .confirmAbsence($0) }
        let kinds = Set(unconfirmed.map(\.kind)).union(deletions.map(\.kind))
        requests += kinds.sorted().map { .checkDefinition($0) }
        return requests.isEmpty ? applying() : requests
    }

    /// Takes the answers to everything that was asked last, and gives the next questions; none: the batch is done.
    public mutating func receive(
        _ answers: [(ReconcileRequest, ReconcileResponse)]
    ) -> [ReconcileRequest] {
        var isFirst = false
        var next: [ReconcileRequest] = []
        var definitions: [Kind: ReconcileResponse] = [:]
        for case (.checkDefinition(let kind), let response) in answers { definitions[kind] = response }
        let letGo = judge(definitions)
        for (request, response) in answers {
            switch request {
            case .addFinalizer: break
            case .confirmAbsence(let key):
                isFirst = true
                confirmed(key, response, definition: definitions[key.kind])
            case .checkDefinition: isFirst = true
            case .apply(let resources, let delete):
                next += applied(resources, delete: delete, response)
            case .removeFinalizer(let key, _):
                released(key, response)
                if objects[key]?.isReleased == true { isFirst = true }
            }
        }
        return letGo + (isFirst ? next + applying() : next)
    }

    /// A definition that is deleted takes its objects along: that lets them go, and says nothing about the queues.
    private mutating func judge(_ definitions: [Kind: ReconcileResponse]) -> [ReconcileRequest] {
        var requests: [ReconcileRequest] = []
        for (kind, response) in definitions.sorted(by: { $0.key < $1.key }) {
            let held = deletions.filter { $0.kind == kind }
            switch response {
            case .definitionStands: continue
            case .failed(let why):
                for key in held { outcomes[key] = .backOff("cannot tell why \(key) is deleted: \(why)") }
            default:
                departed.insert(kind)
                for key in held { outcomes[key] = .settled }
                requests += held.compactMap { key in
                    objects[key].flatMap { $0.hasFinalizer ? .removeFinalizer(key, uid: $0.uid) : nil }
                }
            }
            deletions.removeAll { $0.kind == kind }
        }
        return requests
    }

    private func applying() -> [ReconcileRequest] {
        desired.isEmpty && deletions.isEmpty
            ? [] : [.apply(desired: desired.compactMap(\.resource), delete: deletions)]
    }

    private mutating func confirmed(
        _ key: ResourceKey, _ response: ReconcileResponse, definition: ReconcileResponse?
    ) {
        switch (response, definition) {
        case (.absent, .definitionStands): deletions.append(key)
        case (.absent, .definitionLeaves), (.absent, .absent), (.definitionLeaves, _):
            departed.insert(key.kind)
            // Whoever takes the definition away has not said that every queue should go.
            outcomes[key] = .settled
            let message =
                "kept: the definition of \(key.kind.plural).jq.dev was deleted, not the object alone"
            notes.append(
                ReconcileNote(key: key, isWarning: true, reason: "DefinitionDeleted", message: message))
        case (.present, _):
            // The cache is behind; what it missed will come, and if not, the next look finds it.
            outcomes[key] = .after(.seconds(5))
        case (.failed(let why), _), (_, .failed(let why)):
            outcomes[key] = .backOff("cannot tell whether \(key) is deleted: \(why)")
        default: outcomes[key] = .backOff("cannot tell whether \(key) is deleted")
        }
    }

    private mutating func applied(
        _ resources: [Resource], delete: [ResourceKey], _ response: ReconcileResponse
    ) -> [ReconcileRequest] {
        switch response {
        case .applied(let plan):
            databaseAnswered = true
            let entries = Dictionary(
                plan.entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            for resource in resources { settle(resource, entries[resource.key]) }
            let unneeded = resources.compactMap { resource -> ReconcileRequest? in
                guard let object = objects[resource.key], object.hasFinalizer, !object.needsFinalizer,
                    !object.isTerminating
                else { return nil }
                return .removeFinalizer(object.key, uid: object.uid)
            }
            return unneeded + delete.compactMap { settleDeletion($0, entries[$0]) }
        case .refused(let why):
            databaseAnswered = true
            // One of them is at fault; the others must not wait for it.
            let count = resources.count + delete.count
            if count > 1 { return halves(resources, delete) }
            for key in resources.map(\.key) + delete {
                let generation = objects[key]?.generation ?? 0
                verdicts[key] = .blocked(generation: generation, reason: why)
                outcomes[key] = .backOff(why)
                notes.append(ReconcileNote(key: key, isWarning: true, reason: "Refused", message: why))
            }
            return []
        case .failed(let why):
            for key in resources.map(\.key) + delete {
                if let object = objects[key] {
                    verdicts[key] = .waiting(generation: object.generation, reason: why)
                }
                outcomes[key] = .backOff(why)
            }
            return []
        default: return []
        }
    }

    private func halves(_ resources: [Resource], _ delete: [ResourceKey]) -> [ReconcileRequest] {
        if resources.isEmpty || delete.isEmpty {
            let (r, d) = (resources.count / 2, delete.count / 2)
            return [
                .apply(desired: Array(resources[..<r]), delete: Array(delete[..<d])),
                .apply(desired: Array(resources[r...]), delete: Array(delete[d...])),
            ]
        }
        return [.apply(desired: resources, delete: []), .apply(desired: [], delete: delete)]
    }

    private mutating func settle(_ resource: Resource, _ entry: PlanEntry?) {
        let key = resource.key
        guard let object = objects[key] else { return }
        if object.isTerminating {
            if entry?.isPending == true { outcomes[key] = .again }
            return
        }
        if let blocked = entry?.blocked {
            verdicts[key] = .blocked(generation: object.generation, reason: blocked)
            // What frees it may be a job's end, which nobody announces here.
            outcomes[key] = .after(.seconds(15))
            notes.append(ReconcileNote(key: key, isWarning: true, reason: "Blocked", message: blocked))
            return
        }
        verdicts[key] = .applied(generation: object.generation)
        outcomes[key] = .settled
        if object.needsFinalizer, !object.hasFinalizer { unheld.append(key) }
        guard let entry, entry.isPending else { return }
        changedSomething = true
        // A plan speaks of what would be; this has been done.
        let effects = entry.effects.map { $0.hasPrefix("would run ") ? "runs \($0.dropFirst(10))" : $0 }
        let fields = entry.action == .create ? [] : entry.changes.map(\.path)
        let changed = fields.isEmpty ? [] : ["changed: \(fields.prefix(8).joined(separator: ", "))"]
        let message = (changed + effects).joined(separator: "; ")
        notes.append(
            ReconcileNote(
                key: key, isWarning: false, reason: noteReason(entry),
                message: message.isEmpty ? "declared" : message))
    }

    private func noteReason(_ entry: PlanEntry) -> String {
        if entry.run?.runs == true { return "RunStarted" }
        if entry.changes.contains(where: \.drift) { return "Repaired" }
        return entry.action == .create ? "Created" : "Changed"
    }

    private mutating func settleDeletion(_ key: ResourceKey, _ entry: PlanEntry?) -> ReconcileRequest? {
        let object = objects[key]
        guard let entry else {
            // The database holds nothing of it any more.
            verdicts[key] = .some(nil)
            guard let object, object.hasFinalizer else {
                outcomes[key] = .settled
                return nil
            }
            return .removeFinalizer(key, uid: object.uid)
        }
        if let blocked = entry.blocked {
            outcomes[key] = .after(.seconds(5))
            guard let object else { return nil }
            let why = leavingReason(object, blocked: blocked)
            verdicts[key] = .leaving(generation: object.generation, reason: why)
            notes.append(ReconcileNote(key: key, isWarning: true, reason: "DeletionBlocked", message: why))
            // What holds it up may have been edited away, a policy or a pause. Without a place nothing of it is
            // declared any more, and it must not come back.
            guard entry.origin != nil, let resource = object.resource, amended.insert(key).inserted else {
                return nil
            }
            return .apply(desired: [resource], delete: [])
        }
        changedSomething = true
        // The next look finds nothing stored, and lets the object go; without an object there is nobody to let go.
        outcomes[key] = object == nil ? .settled : .again
        if let object {
            let message = entry.effects.isEmpty ? "deleted" : entry.effects.joined(separator: "; ")
            verdicts[key] = .leaving(generation: object.generation, reason: message)
            notes.append(ReconcileNote(key: key, isWarning: false, reason: "Deleted", message: message))
        } else {
            verdicts[key] = .some(nil)
        }
        return nil
    }

    private func leavingReason(_ object: DeclaredObject, blocked: String) -> String {
        guard let resource = object.resource, QueueSpec(resource).onDelete == .drain else { return blocked }
        return "takes no new jobs; it goes when the last of its jobs has ended (onDelete: Drain)"
    }

    private mutating func released(_ key: ResourceKey, _ response: ReconcileResponse) {
        switch response {
        case .done, .absent:
            outcomes[key] = .settled
            // One that stays has only lost a finalizer that it needs no more.
            if objects[key]?.isTerminating != false { verdicts[key] = .some(nil) }
        case .failed(let why): outcomes[key] = .backOff("cannot remove the finalizer: \(why)")
        default: outcomes[key] = .backOff("cannot remove the finalizer")
        }
    }
}

/// A problem of an object, whose place is its field and not a line.
func problemText(_ problem: Diagnostic) -> String {
    var text = problem.message
    if let field = problem.field, !text.contains(field) { text = "\(field): \(text)" }
    if let hint = problem.hint { text += "; \(hint)" }
    return text
}

import KubernetesProtocol
import KubernetesResources
import Planning
import Resources
import Testing

@testable import Controllers

/// The steps of a batch, without anything outside.
@Suite struct ReconcileBatchTests {
    static func object(
        _ key: ResourceKey, spec: Value = [:], uid: String = "u1", finalizers: [String] = [],
        terminating: Bool = false, annotations: [String: String] = [:]
    ) -> DeclaredObject {
        var object = KubernetesObject(
            APIResource(key.kind), metadata: ObjectMeta(name: key.name, namespace: key.namespace), spec: spec)
        object.metadata.uid = uid
        object.metadata.generation = 3
        object.metadata.finalizers = finalizers
        object.metadata.annotations = annotations
        if terminating { object.metadata.deletionTimestamp = "2026-11-21T10:00:00Z" }
        return DeclaredObject(object, kind: key.kind)
    }

    static let queue = ResourceKey(kind: .queue, name: "emails")
    static let schedule = ResourceKey(kind: .schedule, name: "nightly")

    static func batch(_ objects: DeclaredObject...) -> ReconcileBatch {
        ReconcileBatch(
            objects.map(\.key), objects: Dictionary(uniqueKeysWithValues: objects.map { ($0.key, $0) }))
    }

    static func plan(_ entries: PlanEntry...) -> ReconcileResponse {
        .applied(Plan(entries: entries, owner: "kubernetes"))
    }

    @Test func queueIsAppliedAndThenToBeHeld() throws {
        let object = Self.object(Self.queue)
        var batch = Self.batch(object)
        let first = batch.start()
        #expect(first == [.apply(desired: [try #require(object.resource)], delete: [])])
        let entry = PlanEntry(key: Self.queue, action: .create, effects: ["takes jobs at once"])
        #expect(batch.receive([(first[0], Self.plan(entry))]).isEmpty)
        #expect(batch.outcomes == [Self.queue: .settled])
        #expect(batch.verdicts == [Self.queue: .applied(generation: 3)])
        #expect(batch.notes.map(\.reason) == ["Created"])
        #expect(batch.changedSomething)
        #expect(batch.unheld == [Self.queue])
    }

    @Test func whatIsHeldUpOrHeldAlreadyIsNotToBeHeld() {
        for object in [
            Self.object(Self.queue), Self.object(Self.queue, finalizers: [DeclaredObject.finalizer]),
        ] {
            var batch = Self.batch(object)
            let blocked = object.hasFinalizer ? nil : "declared by somebody else"
            let entry = PlanEntry(key: Self.queue, action: .change, blocked: blocked)
            #expect(batch.receive([(batch.start()[0], Self.plan(entry))]).isEmpty)
            #expect(batch.unheld.isEmpty)
        }
    }

    @Test(arguments: ["Cancel", "MoveTo"])
    func deletionThatIsDoneAtOnceNeedsNoFinalizer(_ policy: String) {
        var spec: [String: Value] = ["onDelete": .string(policy)]
        if policy == "MoveTo" { spec["moveTo"] = "other" }
        var batch = Self.batch(Self.object(Self.queue, spec: .object(spec)))
        _ = batch.receive([(batch.start()[0], Self.plan(PlanEntry(key: Self.queue, action: .create)))])
        #expect(batch.unheld.isEmpty)
    }

    @Test func deletedObjectGoesOnlyWhenNothingIsStored() {
        let object = Self.object(
            Self.queue, finalizers: ["other", DeclaredObject.finalizer], terminating: true)
        var batch = Self.batch(object)
        #expect(batch.start() == [.checkDefinition(.queue)])
        let first = batch.receive([(.checkDefinition(.queue), .definitionStands)])
        #expect(first == [.apply(desired: [], delete: [Self.queue])])
        #expect(batch.receive([(first[0], Self.plan(PlanEntry(key: Self.queue, action: .delete)))]).isEmpty)
        #expect(batch.outcomes == [Self.queue: .again])

        var next = Self.batch(object)
        let release = next.receive([(first[0], Self.plan())])
        #expect(release == [.removeFinalizer(Self.queue, uid: "u1")])
        #expect(next.receive([(release[0], .done)]).isEmpty)
        #expect(next.outcomes == [Self.queue: .settled])
        #expect(next.verdicts == [Self.queue: Verdict?.none])
    }

    /// Deleting the definition deletes its objects, and no queue.
    @Test func objectOfADefinitionThatGoesIsLetGoAndNothingElse() {
        let object = Self.object(Self.queue, finalizers: [DeclaredObject.finalizer], terminating: true)
        for answer in [ReconcileResponse.definitionLeaves, .absent] {
            var batch = Self.batch(object)
            let next = batch.receive([(.checkDefinition(.queue), answer)])
            #expect(next == [.removeFinalizer(Self.queue, uid: "u1")])
            #expect(batch.receive([(next[0], .done)]).isEmpty)
            #expect(batch.outcomes == [Self.queue: .settled])
            #expect(batch.departed == [.queue])
        }
    }

    @Test func finalizerThatIsNoLongerNeededIsTakenOff() {
        let object = Self.object(
            Self.queue, spec: ["onDelete": "Cancel"], finalizers: [DeclaredObject.finalizer])
        var batch = Self.batch(object)
        let next = batch.receive([(batch.start()[0], Self.plan(PlanEntry(key: Self.queue, action: .change)))])
        #expect(next == [.removeFinalizer(Self.queue, uid: "u1")])
        #expect(batch.receive([(next[0], .done)]).isEmpty)
        #expect(batch.verdicts == [Self.queue: .applied(generation: 3)])
    }

    @Test func blockedDeletionKeepsTheObjectAndSaysWhy() {
        let object = Self.object(Self.queue, finalizers: [DeclaredObject.finalizer], terminating: true)
        var batch = Self.batch(object)
        let entry = PlanEntry(key: Self.queue, action: .delete, blocked: "4 pending jobs would be stranded")
        #expect(batch.receive([(.apply(desired: [], delete: [Self.queue]), Self.plan(entry))]).isEmpty)
        #expect(batch.outcomes == [Self.queue: .after(.seconds(5))])
        #expect(
            batch.verdicts == [
                Self.queue: .leaving(generation: 3, reason: "4 pending jobs would be stranded")
            ])
    }

    @Test func releaseAnnotationIsTheWayOutWithoutADatabase() {
        let object = Self.object(
            Self.queue, finalizers: [DeclaredObject.finalizer], terminating: true,
            annotations: [DeclaredObject.releaseAnnotation: "true"])
        var batch = Self.batch(object)
        let first = batch.start()
        #expect(first == [.removeFinalizer(Self.queue, uid: "u1")])
        #expect(batch.receive([(first[0], .done)]).isEmpty)
        #expect(batch.outcomes == [Self.queue: .settled])
    }

    @Test func releaseAnnotationAloneDeletesNothing() {
        let object = Self.object(
            Self.queue, finalizers: [DeclaredObject.finalizer],
            annotations: [DeclaredObject.releaseAnnotation: "true"])
        #expect(
            Self.batch(object).start() == [.apply(desired: [object.resource].compactMap(\.self), delete: [])])
    }

    @Test func absenceIsConfirmedBeforeAnythingIsDeleted() {
        var batch = ReconcileBatch([Self.schedule], objects: [:])
        #expect(batch.start() == [.confirmAbsence(Self.schedule), .checkDefinition(.schedule)])
        let next = batch.receive([
            (.confirmAbsence(Self.schedule), .absent), (.checkDefinition(.schedule), .definitionStands),
        ])
        #expect(next == [.apply(desired: [], delete: [Self.schedule])])
        #expect(batch.receive([(next[0], Self.plan(PlanEntry(key: Self.schedule, action: .delete)))]).isEmpty)
        #expect(batch.outcomes == [Self.schedule: .settled])
    }

    @Test func staleAbsenceDeletesNothing() {
        var batch = ReconcileBatch([Self.schedule], objects: [:])
        let next = batch.receive([
            (.confirmAbsence(Self.schedule), .present), (.checkDefinition(.schedule), .definitionStands),
        ])
        #expect(next.isEmpty)
        #expect(batch.outcomes == [Self.schedule: .after(.seconds(5))])
    }

    @Test func definitionThatGoesTakesNothingAlong() {
        for answer in [ReconcileResponse.definitionLeaves, .absent] {
            var batch = ReconcileBatch([Self.schedule], objects: [:])
            let next = batch.receive([
                (.confirmAbsence(Self.schedule), .absent), (.checkDefinition(.schedule), answer),
            ])
            #expect(next.isEmpty)
            #expect(batch.outcomes == [Self.schedule: .settled])
        }
    }

    @Test func unknownDefinitionIsAskedAgain() {
        var batch = ReconcileBatch([Self.schedule], objects: [:])
        let next = batch.receive([
            (.confirmAbsence(Self.schedule), .absent), (.checkDefinition(.schedule), .failed("forbidden")),
        ])
        #expect(next.isEmpty)
        #expect(
            batch.outcomes == [
                Self.schedule: .backOff("cannot tell whether Schedule/nightly is deleted: forbidden")
            ])
    }

    @Test func refusedBatchIsHalvedUntilTheCulpritIsAlone() {
        let keys = (0..<5).map { ResourceKey(kind: .schedule, name: "s\($0)") }
        let objects = keys.map {
            Self.object($0, spec: ["every": "30s", "jobTemplate": ["spec": ["queue": "q", "payload": 1]]])
        }
        var batch = ReconcileBatch(
            keys, objects: Dictionary(uniqueKeysWithValues: objects.map { ($0.key, $0) }))
        var requests = batch.start()
        var applied: Set<ResourceKey> = []
        var rounds = 0
        while !requests.isEmpty, rounds < 20 {
            rounds += 1
            requests = batch.receive(
                requests.map { request in
                    guard case .apply(let desired, _) = request else { return (request, .done) }
                    if desired.contains(where: { $0.key == keys[3] }) { return (request, .refused("no")) }
                    applied.formUnion(desired.map(\.key))
                    return (request, Self.plan())
                })
        }
        #expect(applied == Set(keys).subtracting([keys[3]]))
        #expect(batch.outcomes[keys[3]] == .backOff("no"))
        #expect(batch.verdicts[keys[3]] == .blocked(generation: 3, reason: "no"))
    }

    @Test func databaseAwayKeepsEveryKey() {
        let object = Self.object(Self.queue, finalizers: [DeclaredObject.finalizer])
        var batch = Self.batch(object)
        let first = batch.start()
        #expect(batch.receive([(first[0], .failed("connection refused"))]).isEmpty)
        #expect(batch.outcomes == [Self.queue: .backOff("connection refused")])
        #expect(batch.verdicts == [Self.queue: .waiting(generation: 3, reason: "connection refused")])
    }

    @Test func objectThatCannotBeDecodedHoldsUpNobody() {
        let bad = Self.object(Self.schedule, spec: ["cron": "61 * * * *"])
        let good = Self.object(Self.queue, finalizers: [DeclaredObject.finalizer])
        var batch = Self.batch(bad, good)
        #expect(batch.start() == [.apply(desired: [good.resource].compactMap(\.self), delete: [])])
        guard case .invalid(3, let problems)?? = batch.verdicts[Self.schedule] else {
            return #expect(Bool(false), "expected a verdict")
        }
        #expect(problems.contains { $0.severity == .error })
        #expect(batch.outcomes[Self.schedule] == .settled)
        _ = batch.receive([])
    }
}

import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import Planning
import Resources

extension ClusterEndpoint {
    /// Applies what differs, in the order of kinds: what others refer to comes first. There is no transaction
    /// over several objects, so what fails is held up in the answer's plan, and with it what comes after,
    /// unless it shall be gone on with.
    func apply(_ request: DeclarationRequest) async throws(CommandFailure) -> PlanOutcome {
        let plan = try await prepare(request)
        var outcome = plan.outcome
        if let expected = request.expectedHash, expected != outcome.hash {
            throw CommandFailure(
                "the live state has changed: it now yields plan \(outcome.hash), not \(expected); "
                    + "run diff again")
        }
        let options = request.options
        if !options.keepGoing, outcome.hasErrors || outcome.plan.summary.blocked > 0 { return outcome }
        outcome.applied = true
        let order = outcome.plan.entries.indices.filter { outcome.plan.entries[$0].isPending }
            .sorted { outcome.plan.entries[$0].key.kind < outcome.plan.entries[$1].key.kind }
        var obstacle: ResourceKey?
        for index in order {
            let key = outcome.plan.entries[index].key
            guard let manifest = plan.manifests[key] else { continue }
            if let obstacle, !options.keepGoing {
                outcome.plan.entries[index].blocked =
                    "not applied after the failure of \(obstacle); apply again"
            } else if let reason = await apply(manifest, force: options.forceConflicts) {
                outcome.plan.entries[index].blocked = reason
                obstacle = key
            }
        }
        return outcome
    }

    /// Nil when it is applied, otherwise why not.
    private func apply(_ manifest: Resource, force: Bool) async -> String? {
        do throws(KubernetesError) {
            _ = try await send(application(of: manifest, force: force, dryRun: false))
            return nil
        } catch {
            do throws(CommandFailure) {
                let verdict = try judge(error, manifest)
                return verdict.conflict ?? verdict.problems.map(\.description).joined(separator: "; ")
            } catch {
                return error.message
            }
        }
    }

    func delete(_ key: ResourceKey, dryRun: Bool) async throws(CommandFailure) -> Plan {
        guard let object = try await object(key) else { throw .missing(key) }
        let declared = DeclaredObject(object, kind: key.kind)
        var plan = try await deletionPlan(declared)
        if declared.isTerminating {
            plan.entries = plan.entries.map { entry in
                var entry = entry
                entry.effects = ["its deletion was asked for before"]
                entry.blocked = nil
                return entry
            }
        }
        if dryRun { return plan }
        if let blocked = plan.entries.compactMap(\.blocked).first {
            throw CommandFailure("\(key) cannot be deleted: \(blocked)")
        }
        let request = APIRequest.delete(
            APIResource(key.kind), key: key.objectKey, uid: object.metadata.uid, propagation: .background)
        do throws(KubernetesError) {
            let answer = try await send(request)
            // A finalizer holds it: the answer is the object then, and a status otherwise.
            if let held = try? answer.object(), held.kind == key.kind.rawValue, held.metadata.isBeingDeleted {
                plan.note(held.metadata.finalizers)
            }
        } catch {
            if error.status?.isNotFound == true { throw .missing(key) }
            if error.status?.isConflict == true {
                throw CommandFailure(
                    "\(key) was deleted and made anew meanwhile; look at it, then delete again")
            }
            throw failure(error)
        }
        return plan
    }

    /// What the deletion does to live work; for a queue, the one that its jobs move to counts, too.
    private func deletionPlan(_ declared: DeclaredObject) async throws(CommandFailure) -> Plan {
        var objects = [declared]
        if declared.key.kind == .queue, let resource = declared.resource, let to = QueueSpec(resource).moveTo,
            let target = ResourceKey(
                kind: .queue, storedName: storedQueueName(to, in: declared.key.namespace)),
            let object = try await object(target)
        {
            objects.append(DeclaredObject(object, kind: .queue))
        }
        let owner = DeclarationOptions.clusterOwner
        let plan = Planning.plan(
            [], live: LiveState(objects: objects, owner: owner),
            options: PlanOptions(owner: owner, delete: [declared.key]))
        // An object that nothing can be read from is not in the plan, and may go.
        return plan.entries.isEmpty
            ? Plan(entries: [PlanEntry(key: declared.key, action: .delete)], owner: owner) : plan
    }
}

extension Plan {
    fileprivate mutating func note(_ finalizers: [String]) {
        let names = finalizers.joined(separator: ", ")
        for index in entries.indices {
            entries[index].effects.append(
                "held by \(names) for now; `jq-ctl wait --kubernetes --for=delete "
                    + "\(entries[index].key.argument)` waits and says why")
        }
    }
}

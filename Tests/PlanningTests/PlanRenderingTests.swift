import Planning
import Resources
import Testing

/// A plan with one entry of every sort, as in the design's example.
private func examplePlan() -> Plan {
    let legacy = ResourceKey(kind: .queue, name: "legacy")
    return Plan(
        entries: [
            PlanEntry(
                key: ResourceKey(kind: .queue, name: "emails"), action: .change,
                origin: Mark(file: "manifests/emails.yaml", line: 1, column: 1),
                changes: [FieldChange(path: "spec.concurrency.limit", old: 50, new: 10)],
                effects: ["34 running, 24 above the new limit finish undisturbed"]),
            PlanEntry(
                key: ResourceKey(kind: .job, name: "migrate-orders"), action: .create,
                origin: Mark(file: "manifests/migrate.yaml", line: 3, column: 1),
                effects: ["would run (new content 9f3c21)"],
                run: .run(runKey(0x9F), reason: "new content 9f3c21", cancels: ["a"], waitsFor: ["b"])),
            PlanEntry(
                key: ResourceKey(kind: .job, name: "seed-catalog"), action: .unchanged,
                origin: Mark(file: "manifests/seed.yaml", line: 1, column: 1),
                effects: ["skipped: same content ran 2026-11-02 (DONE)"],
                run: .skip(runKey(0xA1), reason: "same content ran 2026-11-02 (DONE)")),
            PlanEntry(
                key: legacy, action: .delete,
                blocked: "1,204 pending jobs would be stranded (onDelete: Block)"),
        ],
        owner: "jq-ctl")
}

private func runKey(_ byte: UInt8) -> RunKey { RunKey(bytes: Array(repeating: byte, count: 32)) }

private func rendered(_ plan: Plan, showUnchanged: Bool = false, width: Int = 110) -> String {
    renderPlan(plan, color: false, width: width, showUnchanged: showUnchanged, hash: "4be1c09a")
}

/// A plan of one changed queue.
private func changing(_ changes: FieldChange...) -> Plan {
    Plan(
        entries: [PlanEntry(key: ResourceKey(kind: .queue, name: "q"), action: .change, changes: changes)],
        owner: "jq-ctl")
}

@Suite struct PlanRenderingTests {
    @Test func showsEveryEntryOfTheDesignsExample() {
        #expect(
            rendered(examplePlan(), showUnchanged: true) == """
                ~ Queue/emails                      manifests/emails.yaml:1
                    spec.concurrency.limit  50 -> 10
                    effect: 34 running, 24 above the new limit finish undisturbed
                + Job/migrate-orders                manifests/migrate.yaml:3
                    effect: would run (new content 9f3c21)
                = Job/seed-catalog                  skipped: same content ran 2026-11-02 (DONE)
                - Queue/legacy
                    effect: BLOCKED, 1,204 pending jobs would be stranded (onDelete: Block)
                Plan: 1 to create, 1 to change, 0 to delete, 1 blocked, 1 unchanged. plan 4be1c09a

                """)
    }

    @Test func countsAnUnchangedJobWithoutListingIt() {
        let text = rendered(examplePlan())
        #expect(!text.contains("seed-catalog"))
        #expect(text.contains("1 unchanged"))
    }

    @Test func listsAnUnchangedResourceThatMoved() {
        var plan = examplePlan()
        plan.entries = [plan.entries[2]]
        plan.entries[0].effects.insert("moved from old.yaml", at: 0)
        #expect(
            rendered(plan) == """
                = Job/seed-catalog                  moved from old.yaml; skipped: same content ran 2026-11-02 (DONE)
                No changes. 1 resource is as declared.

                """)
    }

    @Test func marksWhatIsBlockedWithoutAChangeOfItsOwn() {
        let entry = PlanEntry(
            key: ResourceKey(kind: .queue, namespace: "team-a", name: "emails"), action: .unchanged,
            blocked: "declared by dir:/manifests; apply with --take-over")
        #expect(
            rendered(Plan(entries: [entry], owner: "jq-ctl")) == """
                ! Queue/team-a/emails
                    effect: BLOCKED, declared by dir:/manifests; apply with --take-over
                Plan: 0 to create, 0 to change, 0 to delete, 1 blocked, 0 unchanged. plan 4be1c09a

                """)
    }

    @Test func alignsFieldsAndTellsDriftUnsetAndText() {
        let text = rendered(
            changing(
                FieldChange(path: "spec.paused", old: true, new: false, drift: true),
                FieldChange(path: "spec.ttl", old: nil, new: "1h30m"),
                FieldChange(path: "metadata.labels.team", old: "payments", new: nil),
                FieldChange(path: "spec.note", old: "50", new: "a b")))
        #expect(
            text.hasPrefix(
                """
                ~ Queue/q
                    spec.paused           true -> false  (drift)
                    spec.ttl              (unset) -> 1h30m
                    metadata.labels.team  payments -> (unset)
                    spec.note             "50" -> "a b"

                """))
    }

    @Test func writesAWideChangeOnThreeLines() {
        let text = rendered(
            changing(
                FieldChange(
                    path: "spec.payload", old: ["to": "first@example.com"],
                    new: ["to": "second\n@example.com"],
                    drift: true)),
            width: 60)
        #expect(
            text.contains(
                """
                    spec.payload  (drift)
                        - {"to":"first@example.com"}
                        + {"to":"second\\n@example.com"}

                """))
    }

    @Test func keepsTheColumnRightOfLongNamesOnly() {
        var plan = examplePlan()
        plan.entries.removeLast(2)
        plan.entries[0].key.name = String(repeating: "n", count: 40)
        let lines = rendered(plan).split(separator: "\n")
        #expect(lines[0] == "~ Queue/\(plan.entries[0].key.name)  manifests/emails.yaml:1")
        #expect(
            lines[3] == "+ Job/migrate-orders" + String(repeating: " ", count: 30)
                + "manifests/migrate.yaml:3")
    }

    @Test(arguments: [
        (0, "No changes. Nothing is declared.\n"),
        (1, "No changes. 1 resource is as declared.\n"),
        (1204, "No changes. 1,204 resources are as declared.\n"),
    ])
    func saysSoWhenThereIsNothingToDo(count: Int, text: String) {
        let entries = (0..<count).map {
            PlanEntry(key: ResourceKey(kind: .queue, name: "q\($0)"), action: .unchanged)
        }
        #expect(rendered(Plan(entries: entries, owner: "jq-ctl")) == text)
    }

    @Test func colorsChangeNothingButTheLook() {
        let plain = renderPlan(examplePlan(), color: false, width: 110, showUnchanged: true)
        let colored = renderPlan(examplePlan(), color: true, width: 110, showUnchanged: true)
        #expect(!plain.contains("\u{1B}"))
        #expect(colored.contains("\u{1B}[33m~ Queue/emails\u{1B}[0m"))
        #expect(colored.contains("\u{1B}[1;31mBLOCKED\u{1B}[0m"))
        #expect(colored.replacing(#/\x1B\[[0-9;]*m/#, with: "") == plain)
    }

    @Test func endsWithThePlansOwnHashUnlessAnotherIsGiven() {
        let plan = examplePlan()
        let text = renderPlan(plan, color: false, width: 110, showUnchanged: false)
        #expect(text.hasSuffix("plan \(plan.hash)\n"))
    }

    @Test func noLineEndsWithASpace() {
        let lines = rendered(examplePlan(), showUnchanged: true).split(separator: "\n")
        #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
    }
}

@Suite struct PlanJSONTests {
    @Test func readsBackWhatItWrote() throws {
        var plan = examplePlan()
        plan.entries[0].changes.append(
            FieldChange(path: "spec.ttl", old: nil, new: ["a": [1, 2.5, nil]], drift: true))
        let bytes = planJSON(plan).canonicalJSON()
        let copy = try Plan(json: Value(json: bytes))
        #expect(copy == plan)
        #expect(copy.hash == plan.hash)
    }

    @Test func carriesTheCountsAndTheHash() {
        let json = planJSON(examplePlan(), hash: "4be1c09a")
        #expect(json["hash"] == "4be1c09a")
        #expect(json["summary"] == ["create": 1, "change": 1, "delete": 0, "blocked": 1, "unchanged": 1])
    }

    @Test func leavesOutWhatIsNotSet() {
        let entry = planJSON(changing(FieldChange(path: "spec.ttl", old: nil, new: "1h")))["entries"]?
            .arrayValue?.first
        #expect(
            entry == [
                "kind": "Queue", "namespace": "default", "name": "q", "action": "change",
                "changes": [["path": "spec.ttl", "new": "1h"]],
            ])
    }

    @Test(arguments: [
        (#"{}"#, "plan.owner"),
        (#"{"owner":"x","entries":3}"#, "plan.entries"),
        (#"{"owner":"x","entries":[{"kind":"Cat"}]}"#, "plan.entries[0].kind"),
        (#"{"owner":"x","entries":[{"kind":"Queue","action":"mow"}]}"#, "plan.entries[0].action"),
        (
            #"{"owner":"x","entries":[{"kind":"Job","action":"create","namespace":"d","name":"n","run":{"key":"zz"}}]}"#,
            "plan.entries[0].run.key"
        ),
    ])
    func namesThePlaceOfWhatIsWrong(json: String, path: String) throws {
        let value = try Value(json: Array(json.utf8))
        #expect { try Plan(json: value) } throws: { ($0 as? PlanJSONError)?.path == path }
    }

    @Test func runKeysHaveExactly64Digits() {
        #expect(RunKey(hexadecimal: runKey(0x9F).description) == runKey(0x9F))
        #expect(RunKey(hexadecimal: String(repeating: "9", count: 63)) == nil)
        #expect(RunKey(hexadecimal: String(repeating: "g", count: 64)) == nil)
        #expect(RunKey(hexadecimal: "") == nil)
    }
}

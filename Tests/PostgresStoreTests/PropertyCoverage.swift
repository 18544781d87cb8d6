import Planning
import Resources

/// Which sorts of plan entries an episode met.
struct PropertyCoverage {
    private var counts: [String: Int] = [:]

    /// What should have been met and was not.
    var missing: [String] { Self.wanted.filter { counts[$0] == nil } }

    private static let wanted = [
        "create", "change", "delete", "unchanged", "blocked create", "blocked change", "blocked delete",
        "drift",
        "run", "skip", "cancels", "waits", "moved", "taken over", "pruned too much", "confirmed", "adopted",
        "queue gone", "queue drains", "jobs move", "jobs cancelled", "not applied",
        "moved by annotation", "taken back", "circle", "awaits", "awaits nothing yet", "dead at once",
        "awaits this plan", "overridden", "changed below an override",
    ]

    mutating func add(_ other: PropertyCoverage) { counts.merge(other.counts, uniquingKeysWith: +) }

    mutating func note(_ what: String) { counts[what, default: 0] += 1 }

    /// A plan in which only annotations move anything.
    mutating func note(moves plan: Plan) {
        for entry in plan.entries {
            if entry.effects.first?.hasPrefix("taken over") == true { note("moved by annotation") }
            if entry.blocked?.contains("has taken it back") == true { note("taken back") }
        }
    }

    mutating func note(_ plan: Plan) {
        for entry in plan.entries {
            note((entry.blocked == nil ? "" : "blocked ") + entry.action.rawValue)
            if entry.changes.contains(where: \.drift) { note("drift") }
            if entry.blocked?.hasPrefix("dependsOn goes in a circle") == true { note("circle") }
            if entry.blocked?.hasPrefix("prune would delete") == true { note("pruned too much") }
            for effect in entry.effects {
                if effect.hasPrefix("moved from") { note("moved") }
                if effect.hasPrefix("taken over") { note("taken over") }
                if effect.hasPrefix("adopts") { note("adopted") }
                if effect.contains("is overridden") { note("overridden") }
                if effect.hasSuffix("counts when the override ends") { note("changed below an override") }
                if effect.contains("then it is removed") { note("queue drains") }
                if effect.contains("to queue") { note("jobs move") }
                if effect.hasPrefix("waits for"), effect.hasSuffix(")") { note("awaits") }
                if effect.hasSuffix("starts with this plan") { note("awaits this plan") }
                if effect.hasSuffix("not run yet") { note("awaits nothing yet") }
                if effect.hasSuffix("dead-lettered at once") { note("dead at once") }
                if effect.contains("dead-lettered (CANCELLED)") { note("jobs cancelled") }
            }
            if entry.action == .delete, entry.key.kind == .queue, entry.effects.isEmpty { note("queue gone") }
            guard let run = entry.run else { continue }
            guard case .run(_, _, let cancels, let waitsFor) = run else {
                note("skip")
                continue
            }
            note("run")
            if !cancels.isEmpty { note("cancels") }
            if !waitsFor.isEmpty { note("waits") }
        }
    }
}

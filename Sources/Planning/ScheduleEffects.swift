import Resources

extension Planner {
    /// What an entry does to the ticks and the jobs of a schedule. A plan has no clock, so it names no times: `jq-ctl
    /// schedule preview` does.
    func describeSchedule(_ resource: Resource, in entry: inout PlanEntry) {
        let spec = ScheduleSpec(resource)
        switch entry.action {
        case .create:
            entry.effects.append(
                spec.suspend
                    ? "suspended: it does not tick" : "ticks from now on; what came before is not made up for"
            )
        case .change:
            for effect in Self.effects(of: entry.changes, on: spec) where !entry.effects.contains(effect) {
                entry.effects.append(effect)
            }
        case .unchanged, .delete: break
        }
        let queue = spec.jobTemplate.queue
        if entry.action != .delete, !queuesAfterwards.contains(storedName(queue, in: resource.key.namespace))
        {
            entry.effects.append("queue \"\(queue)\" does not exist: ticks are skipped until it does")
        }
    }

    private static func effects(of changes: [FieldChange], on spec: ScheduleSpec) -> [String] {
        changes.compactMap { change in
            let field = change.path.split(separator: ".").dropFirst().first ?? ""
            switch field {
            case "suspend":
                return spec.suspend
                    ? "ticks do nothing until it is resumed; active jobs finish"
                    : "ticks again from now on; what passed meanwhile is not made up for"
            case "cron", "every", "timeZone", "dst":
                return "ticks at the new times from now on; nothing before is made up for"
            case "jobTemplate": return "ticks from now on submit the new job; active jobs finish"
            case "overlap", "missed", "jitter": return "holds for ticks from now on"
            default: return nil
            }
        }
    }
}

import Resources

extension Planner {
    /// Says of every overridden field that it is, and of a change to one when the change will count. An override is
    /// no drift: nothing is done about it.
    func describeOverrides(of queue: LiveQueue, declared: Resource, in entry: inout PlanEntry) {
        let settings = QueueSettings(declared)
        for override in queue.overrides {
            let path = override.field.path
            if let change = entry.changes.first(where: { $0.path == path }) {
                entry.effects.append(
                    "\(path) is overridden: \(override.summary); "
                        + "\(valueText(change.new)) counts when the override ends")
            } else {
                let value = settings.value(of: override.field)
                entry.effects.append(
                    "\(path) is overridden: \(override.summary); declared \(valueText(value))")
            }
        }
    }
}

extension LiveQueue {
    /// Whether a change of the row's field does not count now.
    func overrides(_ path: String) -> Bool { overrides.contains { $0.field.path == path } }
}

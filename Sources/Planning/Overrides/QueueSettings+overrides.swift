public import Resources

extension QueueSettings {
    /// These settings with the overrides laid over them, as the view `queue_gates` does it: what is in force.
    public func overridden(by overrides: [QueueOverride]) -> QueueSettings {
        var settings = self
        for override in overrides {
            let amount = override.field.amount(override.value)
            switch override.field {
            case .paused: settings.paused = amount == 1
            case .concurrencyLimit: settings.concurrencyLimit = amount.map { Int32(clamping: $0) }
            case .concurrencyPerKey: settings.concurrencyPerKey = amount.map { Int32(clamping: $0) }
            case .rateLimit: settings.rateLimit = amount.map { Int32(clamping: $0) }
            case .ratePeriod: settings.ratePeriodMilliseconds = amount
            }
        }
        settings.ratePeriodMilliseconds =
            settings.rateLimit == nil ? nil : settings.ratePeriodMilliseconds ?? 1000
        return settings
    }

    /// The value of a field as a manifest would say it; nil when it is not set.
    public func value(of field: OverridableField) -> Value? { fields[field.path] }
}

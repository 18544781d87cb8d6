extension PoolCore {
    /// Starts a listener, which ends with the pool at the latest.
    func start(_ listener: NotificationListener) {
        guard !state.isShutDown else { return listener.assumeIsolated { $0.stop() } }
        listeners[ObjectIdentifier(listener)] = listener
        listener.assumeIsolated { $0.connect() }
    }

    func stop(_ listener: NotificationListener) {
        listeners[ObjectIdentifier(listener)] = nil
        listener.assumeIsolated { $0.stop() }
    }

    func stopListeners() {
        for listener in listeners.values { listener.assumeIsolated { $0.stop() } }
        listeners.removeAll()
    }
}

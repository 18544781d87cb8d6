internal import Glibc

/// Starts a child again when its program was "busy": open for writing somewhere. A file that was just
/// written is, for a moment, when another thread starts a child too: that child holds a copy of the
/// writer's descriptor until it has executed.
func retryingWhileBusy<Started: Sendable>(
    _ start: () async throws(SpawnError) -> Started
) async throws(SpawnError) -> Started {
    for milliseconds in [1, 2, 4, 8, 16] {
        do throws(SpawnError) {
            return try await start()
        } catch {
            if error.errorNumber != ETXTBSY { throw error }
            // Cancelled: then the next attempt says so, or is the last.
            try? await Task.sleep(for: .milliseconds(milliseconds))
        }
    }
    return try await start()
}

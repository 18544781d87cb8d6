import Glibc
import UnixSignals

/// Runs a measurement with a folder and a database of its own, and leaves nothing behind, also when it is
/// interrupted.
func withBench<Result: Sendable>(
    _ options: BenchOptions,
    _ body: @escaping @Sendable (ScratchFolder, BenchDatabase) async throws -> Result
) async throws -> Result {
    let folder = try ScratchFolder()
    do {
        let database = try await BenchDatabase.open(options.url, in: folder)
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await untilInterrupted { try await body(folder, database) })
        } catch {
            outcome = .failure(error)
        }
        await database.close()
        if options.keep {
            note("kept \(folder.path)")
        } else {
            await folder.remove()
        }
        return try outcome.get()
    } catch {
        if !options.keep { await folder.remove() }
        throw error
    }
}

private func untilInterrupted<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                throw BenchError("interrupted by \(signal)")
            }
            return nil
        }
        defer { group.cancelAll() }
        while let outcome = try await group.next() {
            if let outcome { return outcome }
        }
        throw BenchError("the measurement ended without a result")
    }
}

/// Says something about the run on standard error.
func note(_ text: String) {
    var rest = Array((text + "\n").utf8)[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}

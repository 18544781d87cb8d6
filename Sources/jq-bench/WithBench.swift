import Glibc

/// Runs a measurement with a folder and a database of its own, and leaves nothing behind.
func withBench<Result>(
    _ options: BenchOptions, _ body: (ScratchFolder, BenchDatabase) async throws -> Result
) async throws -> Result {
    let folder = try ScratchFolder()
    do {
        let database = try await BenchDatabase.open(options.url, in: folder)
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(folder, database)) } catch { outcome = .failure(error) }
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

/// Says something about the run on standard error.
func note(_ text: String) {
    var rest = Array((text + "\n").utf8)[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}

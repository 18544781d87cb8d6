import Curl
import Testing

/// The error of `body`, which must fail with that kind.
@discardableResult
func expectFailure<T>(
    _ kind: HTTPError.Kind, location: SourceLocation = #_sourceLocation, _ body: () async throws -> T
) async -> HTTPError? {
    do {
        _ = try await body()
        Issue.record("it did not fail", sourceLocation: location)
        return nil
    } catch {
        let failure = error as? HTTPError
        #expect(failure?.kind == kind, "\(error)", sourceLocation: location)
        return failure
    }
}

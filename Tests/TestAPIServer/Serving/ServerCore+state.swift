import Resources
import Synchronization

extension ServerCore {
    /// Changes the state by `body`, lets the loops follow, and tells the watches.
    func change<Result: Sendable>(
        _ body: (inout ClusterState) throws(APIFailure) -> Result
    ) throws(APIFailure) -> Result {
        let outcome: Swift.Result<Result, APIFailure> = state.withLock { state in
            do throws(APIFailure) {
                let result = try body(&state)
                state.settle()
                return .success(result)
            } catch {
                state.settle()
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Reads the state.
    func read<Result: Sendable>(
        _ body: (borrowing ClusterState) throws(APIFailure) -> Result
    ) throws(APIFailure) -> Result {
        let outcome: Swift.Result<Result, APIFailure> = state.withLock { state in
            do throws(APIFailure) { return .success(try body(state)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

public import Resources
import Synchronization

/// Waiting for the state that a test expects, driven by the server's own watches.
extension TestAPIServer {
    /// The changes of one resource from now on, preceded by what there is, as a watch tells them:
    /// `ADDED`, `MODIFIED` or `DELETED` with the object. Ends when the resource is no longer served.
    public func changes(_ resource: String) throws -> AsyncStream<(kind: String, object: Value)> {
        let type = try core.read { (state) throws(APIFailure) in try state.type(named: resource) }
        let options = try ListOptions(QueryParameters(), for: type)
        let (stream, continuation) = AsyncStream.makeStream(of: (kind: String, object: Value).self)
        let number = try core.change { (state) throws(APIFailure) in
            try state.watch(type, namespace: nil, options, replica: nil) { signal in
                switch signal {
                case .event(let kind, let object): continuation.yield((kind, object))
                case .bookmark: break
                case .failure, .end: continuation.finish()
                }
            }
        }
        let core = core
        continuation.onTermination = { _ in
            // The stream may end under the lock of the state.
            Task { core.state.withLock { _ = $0.watchers.removeValue(forKey: number) } }
        }
        return stream
    }

    /// Returns an object as soon as it is as `isWanted` says; nil when it never can be, because the
    /// resource is no longer served or the task is cancelled.
    public func wait(
        _ resource: String, namespace: String = "default", name: String,
        until isWanted: (Value) -> Bool = { _ in true }
    ) async throws -> Value? {
        for await change in try changes(resource) where change.kind != "DELETED" {
            let object = change.object
            if object.objectName != name { continue }
            if !object.objectNamespace.isEmpty, object.objectNamespace != namespace { continue }
            if isWanted(object) { return object }
        }
        return nil
    }

    /// Returns when there is no object of that name.
    public func waitUntilGone(_ resource: String, namespace: String = "default", name: String) async throws {
        let changes = try changes(resource)
        if try get(resource, namespace: namespace, name: name) == nil { return }
        for await change in changes where change.kind == "DELETED" {
            let object = change.object
            if object.objectName == name,
                object.objectNamespace.isEmpty || object.objectNamespace == namespace
            {
                return
            }
        }
    }
}

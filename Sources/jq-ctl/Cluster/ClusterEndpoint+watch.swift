import KubernetesClient
import KubernetesProtocol
import Resources

extension ClusterEndpoint {
    func watch(
        _ query: ResourceQuery, _ body: @escaping @Sendable (ResourceEvent) async throws -> Bool
    ) async throws {
        var watches: [KindWatch] = []
        for kind in query.kinds {
            var watch = KindWatch(kind, query, self)
            guard try await watch.begin(body) else { return }
            watches.append(watch)
        }
        guard try await body(.synced) else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for watch in watches {
                group.addTask {
                    var watch = watch
                    try await watch.follow(body)
                }
            }
            defer { group.cancelAll() }
            // The first that has seen enough ends them all.
            try await group.next()
        }
    }
}

/// Follows the objects of one kind: a list, then one watch after the other, and a new list when the server's
/// history is gone or the connection was lost. Tells only what differs from what it told before.
private struct KindWatch: Sendable {
    /// How long the server lets a watch live. Short, so that a dead connection does not go unseen for long.
    private static let seconds = 45...60
    private static let firstWait = Duration.milliseconds(250)
    private static let longestWait = Duration.seconds(5)

    private let kind: Kind
    private let query: ResourceQuery
    private let endpoint: ClusterEndpoint
    private var known: [ResourceKey: ResourceView] = [:]
    private var version = ResourceVersion.unset

    init(_ kind: Kind, _ query: ResourceQuery, _ endpoint: ClusterEndpoint) {
        self.kind = kind
        self.query = query
        self.endpoint = endpoint
    }

    typealias Body = @Sendable (ResourceEvent) async throws -> Bool

    /// Tells what there is. False when `body` has seen enough.
    mutating func begin(_ body: Body) async throws -> Bool {
        let (objects, version) = try await endpoint.objects(kind, query)
        self.version = version
        var gone = known
        for object in objects {
            let view = ResourceView(object, kind: kind)
            gone[view.key] = nil
            guard try await tell(view, body) else { return false }
        }
        for view in gone.values.sorted(by: { $0.key < $1.key }) {
            known[view.key] = nil
            guard try await body(.deleted(view)) else { return false }
        }
        return true
    }

    /// Tells every change until `body` has seen enough.
    ///
    /// - Throws: when the server refuses, for example because the rights are gone.
    mutating func follow(_ body: Body) async throws {
        var wait = Self.firstWait
        var mustList = false
        while true {
            do {
                if mustList { guard try await begin(body) else { return } }
                mustList = false
                let began = ContinuousClock.now
                guard try await watchOnce(body) else { return }
                wait = Self.firstWait
                // Some proxies end each watch at once.
                if ContinuousClock.now - began < wait { try await Task.sleep(for: wait) }
            } catch let error as KubernetesError {
                if error == .cancelled { throw CancellationError() }
                guard error.isPassing else { throw endpoint.failure(error) }
                // A store that was put back in time is only seen by a list.
                mustList = true
                try await Task.sleep(for: wait)
                wait = min(wait * 2, Self.longestWait)
            } catch let failure as CommandFailure where mustList && failure.isPassing {
                try await Task.sleep(for: wait)
                wait = min(wait * 2, Self.longestWait)
            }
        }
    }

    /// One watch, to its orderly end. False when `body` has seen enough.
    private mutating func watchOnce(_ body: Body) async throws -> Bool {
        let seconds = Int.random(in: Self.seconds)
        let request = APIRequest.watch(
            APIResource(kind), namespace: query.namespace, resourceVersion: version, timeoutSeconds: seconds,
            labelSelector: query.selector, fieldSelector: query.fieldSelector)
        let stream = try await endpoint.client.watch(request, idleTimeout: .seconds(seconds + 5))
        defer { stream.cancel() }
        while let events = try await stream.next() {
            for event in events {
                switch event {
                case .added(let object), .modified(let object):
                    version = object.metadata.resourceVersion
                    guard try await tell(ResourceView(object, kind: kind), body) else { return false }
                case .deleted(let object):
                    version = object.metadata.resourceVersion
                    let view = ResourceView(object, kind: kind)
                    known[view.key] = nil
                    guard try await body(.deleted(view)) else { return false }
                case .bookmark(let reached, _): version = reached
                case .failure(let status): throw KubernetesError.status(status)
                case .unknown: break
                }
            }
        }
        return true
    }

    private mutating func tell(_ view: ResourceView, _ body: Body) async throws -> Bool {
        guard known.updateValue(view, forKey: view.key) != view else { return true }
        return try await body(.set(view))
    }
}

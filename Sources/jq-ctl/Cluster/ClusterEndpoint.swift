import KubernetesClient
import KubernetesProtocol
import Logging
import Planning
import Release
import Resources

/// The API server of a Kubernetes cluster as the keeper of declared resources.
struct ClusterEndpoint: DeclarationEndpoint {
    /// The name under which this program owns the fields that it applies.
    static let fieldManager = "jq-ctl"
    /// Objects in one page of a list.
    private static let pageSize = 500
    /// Requests at the same time.
    private static let concurrency = 8

    let client: KubernetesClient
    /// The namespace that was asked for by name; manifests must not name another one.
    let requiredNamespace: String?
    let timeout: Duration

    /// Connects when it is first asked.
    init(_ options: ClusterOptions, namespace: String?, timeout: Duration) throws(CommandFailure) {
        var configuration = try options.configuration()
        configuration.limits.requestTimeout = timeout
        client = KubernetesClient(
            configuration, userAgent: "jq-ctl/\(releaseVersion)",
            logger: Logger(label: "jq-ctl") { _ in SwiftLogNoOpLogHandler() },
            onWarning: { Console.note("warning: \($0)") })
        requiredNamespace = namespace
        self.timeout = timeout
    }

    var defaultNamespace: String { requiredNamespace ?? client.configuration.namespace }

    var cluster: ClusterPlace? {
        ClusterPlace(server: client.configuration.serverURL, namespace: defaultNamespace)
    }

    func close() async { await client.shutdown() }

    func list(_ query: ResourceQuery) async throws(CommandFailure) -> [ResourceView] {
        var views: [ResourceView] = []
        for kind in query.kinds {
            let (objects, _) = try await objects(kind, query)
            views += objects.map { ResourceView($0, kind: kind) }
        }
        return views
    }

    func get(_ key: ResourceKey) async throws(CommandFailure) -> ResourceView {
        guard let object = try await object(key) else { throw .missing(key) }
        return ResourceView(object, kind: key.kind)
    }

    /// All objects of a kind that a query asks for, and the version at which a watch goes on.
    func objects(
        _ kind: Kind, _ query: ResourceQuery
    ) async throws(CommandFailure) -> ([KubernetesObject], ResourceVersion) {
        var objects: [KubernetesObject] = []
        var token: String?
        while true {
            let request = APIRequest.list(
                APIResource(kind), namespace: query.namespace, limit: Self.pageSize, continueToken: token,
                labelSelector: query.selector, fieldSelector: query.fieldSelector)
            let page: ObjectList
            do throws(KubernetesError) {
                page = try await send(request).list()
            } catch {
                // The pages are of one moment, which the server forgets after some minutes.
                guard token != nil, error.status?.isExpired == true else { throw failure(error) }
                (objects, token) = ([], nil)
                continue
            }
            objects += page.items
            guard let next = page.continueToken else { return (objects, page.resourceVersion) }
            token = next
        }
    }

    /// One object in its most recent state; nil when there is none.
    func object(_ key: ResourceKey) async throws(CommandFailure) -> KubernetesObject? {
        do throws(KubernetesError) {
            return try await send(.get(APIResource(key.kind), key: key.objectKey)).object()
        } catch {
            if error.status?.isNotFound == true { return nil }
            throw failure(error)
        }
    }

    /// Sends a request within the time limit.
    func send(_ request: APIRequest) async throws(KubernetesError) -> APIResponse {
        let (client, timeout) = (client, timeout)
        let answer = await withTaskGroup(of: Result<APIResponse, KubernetesError>?.self) { group in
            group.addTask {
                do throws(KubernetesError) {
                    return .success(try await client.send(request))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let answer else {
            throw .transport(
                "no answer within \(timeout.manifestText); raise --timeout", outcomeUnknown: !request.isRead)
        }
        return try answer.get()
    }

    /// Does `work` for each item, a few at a time; the answers in the order of the items.
    func each<Item: Sendable, Answer: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws(CommandFailure) -> Answer
    ) async throws(CommandFailure) -> [Answer] {
        var answers: [Answer?] = Array(repeating: nil, count: items.count)
        var failure: CommandFailure?
        await withTaskGroup(of: (Int, Result<Answer, CommandFailure>).self) { group in
            var started = 0
            func startNext() {
                guard started < items.count, failure == nil else { return }
                let index = started
                started += 1
                group.addTask {
                    do throws(CommandFailure) {
                        return (index, .success(try await work(items[index])))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.concurrency { startNext() }
            for await (index, answer) in group {
                switch answer {
                case .success(let value): answers[index] = value
                case .failure(let error): if failure == nil { failure = error }
                }
                startNext()
            }
        }
        if let failure { throw failure }
        return answers.compactMap(\.self)
    }
}

extension ResourceQuery {
    var fieldSelector: String? { name.map { "metadata.name=\($0)" } }
}

extension ResourceKey {
    var objectKey: ObjectKey { ObjectKey(namespace: namespace, name: name) }
}

extension CommandFailure {
    static func missing(_ key: ResourceKey) -> CommandFailure {
        CommandFailure("\(key) does not exist", isNotFound: true)
    }
}

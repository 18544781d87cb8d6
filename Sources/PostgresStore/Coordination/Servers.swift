public import Lifecycle
public import Postgres

extension JobQueueStore {
    /// Says that this server lives; returns how many do, itself included.
    public func announce(
        server: JobID, hostname: String, version: String
    ) async throws(StoreError) -> Int {
        var parameters = Parameters()
        parameters.append(server)
        parameters.append(hostname)
        parameters.append(version)
        return Int(try await read(ServerSQL.announce, parameters)[0].int64(0))
    }

    /// Servers that announced themselves within the last ten seconds.
    public func serverCount() async throws(StoreError) -> Int {
        Int(try await read(ServerSQL.count)[0].int64(0))
    }

    /// Takes the server out of the list at a clean end.
    public func retire(server: JobID) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(server)
        _ = try await read(ServerSQL.retire, parameters)
    }

    /// Wakes the other servers: jobs of these queues became ready. A hint; their poll is the truth.
    public func notifyReady(queues: [String]) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(queues)
        _ = try await read(ServerSQL.notifyReady, parameters)
    }

    /// Tells the other servers that slots of these gated queues became free. A hint, as above.
    public func notifySlots(queues: [String]) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(queues)
        _ = try await read(ServerSQL.notifySlots, parameters)
    }

    /// Tells whichever server has this worker's stream that there is word for it.
    public func notifyWorker(_ worker: JobID) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(worker.description)
        _ = try await read(ServerSQL.notifyWorker, parameters)
    }

    /// Hints from other servers and from declarations; ends when the store is shut down or the task cancelled.
    public func hints() -> some AsyncSequence<StoreHint, PostgresError> & Sendable {
        general.notifications(on: ["jq_ready", "jq_slots", "jq_worker", "jq_declarations"]).compactMap {
            event -> StoreHint? in
            guard case .received(let channel, let payload) = event else { return .everything }
            switch channel {
            case "jq_ready": return .ready(queue: payload)
            case "jq_slots": return .slots(queue: payload)
            case "jq_worker": return JobID(payload).map { .worker($0) }
            default: return .declarations
            }
        }
    }
}

/// Something may have changed.
public enum StoreHint: Hashable, Sendable {
    case ready(queue: String)
    /// Slots of a gated queue became free.
    case slots(queue: String)
    /// There is word for a worker: a cancellation, a drain, a shutdown.
    case worker(JobID)
    case declarations
    /// Hints may have been lost.
    case everything
}

private enum ServerSQL {
    static let announce = Statement(
        "server_announce",
        """
        WITH s AS (
            INSERT INTO servers (server_id, hostname, version) VALUES ($1::uuid, $2, $3)
            ON CONFLICT (server_id) DO UPDATE SET last_seen = now() RETURNING server_id
        ), gone AS (
            DELETE FROM servers WHERE last_seen < now() - interval '1 day'
        )
        SELECT 1 + count(*) FROM servers WHERE server_id <> $1::uuid AND last_seen > now() - interval '10 seconds'
        """)
    static let count = Statement(
        "server_count", "SELECT count(*) FROM servers WHERE last_seen > now() - interval '10 seconds'")
    static let retire = Statement("server_retire", "DELETE FROM servers WHERE server_id = $1::uuid")
    static let notifyReady = Statement(
        "notify_ready", "SELECT pg_notify('jq_ready', q) FROM unnest($1::text[]) AS q")
    static let notifySlots = Statement(
        "notify_slots", "SELECT pg_notify('jq_slots', q) FROM unnest($1::text[]) AS q")
    static let notifyWorker = Statement("notify_worker", "SELECT pg_notify('jq_worker', $1)")
}

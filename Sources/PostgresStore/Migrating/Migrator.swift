import Crypto
import Postgres

extension JobQueueStore {
    /// Brings the schema to this binary's version; returns the names of the steps that were applied now.
    ///
    /// Each step is one transaction with its record, under an advisory lock, so servers that start together apply
    /// it once. A step whose text differs from what this database was given is refused, and so is a database that
    /// a newer binary has migrated.
    @discardableResult
    public func migrate() async throws(StoreError) -> [String] {
        try await script(MigrationSQL.prepare)
        var applied: [String] = []
        let known = try await knownMigrations()
        try MigrationHistory.check(known)
        for step in Migration.all where known[step.version] == nil {
            do {
                try await general.simple(MigrationSQL.apply(step))
                applied.append(step.fileName)
            } catch {
                // Another server applied it while this one waited for the lock.
                guard error.sqlstate == MigrationSQL.appliedMeanwhile else {
                    throw StoreError(.internal, "migration \(step.fileName) failed: \(error)")
                }
            }
        }
        try await prepareHistory()
        return applied
    }

    /// The highest step that this database has; 0 for an empty one.
    public func schemaVersion() async throws(StoreError) -> Int {
        guard try await read(MigrationSQL.exists)[0].bool(0) else { return 0 }
        return Int(try await read(MigrationSQL.version)[0].int32(0))
    }

    /// The schema version that this binary works with.
    public static var expectedSchemaVersion: Int { Migration.all.last?.version ?? 0 }

    private func script(_ sql: String) async throws(StoreError) {
        do { try await general.simple(sql) } catch { throw StoreError(error) }
    }

    private func knownMigrations() async throws(StoreError) -> [Int: [UInt8]] {
        let rows = try await read(MigrationSQL.list)
        var known: [Int: [UInt8]] = [:]
        for index in 0..<rows.count { known[Int(rows[index].int32(0))] = rows[index].bytes(1) }
        return known
    }
}

enum MigrationHistory {
    /// Refuses edited and unknown steps.
    static func check(_ known: [Int: [UInt8]], steps: [Migration] = Migration.all) throws(StoreError) {
        for step in steps {
            guard let kept = known[step.version], kept != step.checksum else { continue }
            throw StoreError(
                .failedPrecondition,
                "migration \(step.fileName) was edited after this database had applied it; "
                    + "restore the file and put the change into a new step")
        }
        let newest = steps.last?.version ?? 0
        if let later = known.keys.filter({ $0 > newest }).max() {
            throw StoreError(
                .failedPrecondition,
                "the database is at schema version \(later), this binary knows \(newest); run a newer jq")
        }
    }
}

extension Migration {
    var checksum: [UInt8] { Array(SHA256.hash(data: sql)) }
}

private enum MigrationSQL {
    static let lock = "SELECT pg_advisory_xact_lock(7105000001);"
    static let appliedMeanwhile = "JQ001"
    static let prepare = """
        \(lock)
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version integer PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now())
        """
    static let list = Statement("migrate_list", "SELECT version, checksum FROM schema_migrations")
    static let exists = Statement("migrate_exists", "SELECT to_regclass('schema_migrations') IS NOT NULL")
    static let version = Statement(
        "migrate_version", "SELECT COALESCE(max(version), 0) FROM schema_migrations")

    /// The step and its record; a script is one transaction.
    static func apply(_ step: Migration) -> String {
        let digits = Array("0123456789abcdef")
        let checksum = step.checksum.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
        return """
            \(lock)
            DO $guard$ BEGIN
                IF EXISTS (SELECT 1 FROM schema_migrations WHERE version = \(step.version)) THEN
                    RAISE EXCEPTION 'applied meanwhile' USING ERRCODE = '\(appliedMeanwhile)';
                END IF;
            END $guard$;
            \(String(decoding: step.sql, as: UTF8.self));
            INSERT INTO schema_migrations (version, name, checksum)
            VALUES (\(step.version), '\(step.fileName)', '\\x\(checksum)')
            """
    }
}

/// One step of the schema, embedded in the binary as `V{version}__{name}.sql`.
struct Migration: Sendable {
    let version: Int
    let name: String
    let sql: [UInt8]

    /// Every step in order. A step that has landed is never edited: databases keep its checksum.
    static let all: [Migration] = [
        Migration(version: 1, name: "queues", sql: PackageResources.V1__queues_sql),
        Migration(version: 2, name: "workers", sql: PackageResources.V2__workers_sql),
        Migration(version: 3, name: "jobs", sql: PackageResources.V3__jobs_sql),
        Migration(version: 4, name: "job_events", sql: PackageResources.V4__job_events_sql),
        Migration(version: 5, name: "default_queue", sql: PackageResources.V5__default_queue_sql),
        Migration(version: 6, name: "declarations", sql: PackageResources.V6__declarations_sql),
        Migration(version: 7, name: "coordination", sql: PackageResources.V7__coordination_sql),
        Migration(version: 8, name: "spec_as_written", sql: PackageResources.V8__spec_as_written_sql),
        Migration(version: 9, name: "run_feed", sql: PackageResources.V9__run_feed_sql),
        Migration(
            version: 10, name: "history_partitions", sql: PackageResources.V10__history_partitions_sql),
        Migration(version: 11, name: "limits", sql: PackageResources.V11__limits_sql),
        Migration(
            version: 12, name: "waits_and_unique_keys",
            sql: PackageResources.V12__waits_and_unique_keys_sql),
        Migration(version: 13, name: "overrides", sql: PackageResources.V13__overrides_sql),
        Migration(version: 14, name: "schedules", sql: PackageResources.V14__schedules_sql),
        Migration(version: 15, name: "redrives", sql: PackageResources.V15__redrives_sql),
        Migration(version: 16, name: "kafka", sql: PackageResources.V16__kafka_sql),
    ]

    var fileName: String { "V\(version)__\(name).sql" }
}

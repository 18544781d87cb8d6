import Postgres
import PostgresStore
import TestCluster
import Testing

@Suite struct MigrationTests {
    @Test func serversThatStartTogetherMigrateOnce() async throws {
        let conninfo = try await TestCluster.shared.makeDatabase()
        let stores = (0..<4).map { _ in JobQueueStore(conninfo: conninfo) }
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for store in stores { group.addTask { try await store.migrate() } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(
            applied.sorted() == Set(applied).sorted() && applied.count == JobQueueStore.expectedSchemaVersion)
        #expect(try await stores[0].schemaVersion() == JobQueueStore.expectedSchemaVersion)
        #expect(try await stores[1].migrate().isEmpty)
        #expect(try await stores[0].queues().map(\.name) == ["default"])
        for store in stores { await store.shutdown() }
    }

    @Test func anEditedStepIsRefused() async throws {
        try await withStore { store in
            try await store.backdate("UPDATE schema_migrations SET checksum = '\\x00' WHERE version = 3")
            let error = await #expect(throws: StoreError.self) { try await store.migrate() }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("V3__jobs.sql") == true)
        }
    }

    @Test func aNewerDatabaseIsRefused() async throws {
        try await withStore { store in
            try await store.backdate(
                "INSERT INTO schema_migrations VALUES (999, 'V999__future.sql', '\\x00')")
            let error = await #expect(throws: StoreError.self) { try await store.migrate() }
            #expect(error?.message.contains("999") == true)
        }
    }
}

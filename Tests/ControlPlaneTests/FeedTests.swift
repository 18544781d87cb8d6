import Foundation
import JobQueueProto
import PostgresStore
import Testing

@testable import ControlPlane

@Suite struct FeedTests {
    /// Workers keep to less; a worker that does not must not fill the database.
    @Test func whatIsStoredOfAnAttemptIsBounded() {
        func piece(_ sequence: Int64, _ count: Int) -> Jq_V1_JobOutput {
            var piece = Jq_V1_JobOutput()
            piece.jobID = "0192f0c4-7d6f-7c3e-9f00-0242ac120002"
            piece.leaseEpoch = 1
            piece.sequence = sequence
            piece.data = Data(repeating: 1, count: count)
            return piece
        }
        let feed = Feed(
            [piece(-1, 1), piece(0, 1 << 20), piece(8703, 3), piece(8704, 3), piece(.max, 3)], [])
        #expect(feed.output.map(\.sequence) == [0, 8703])
        #expect(feed.output.map(\.bytes.count) == [16 * 1024, 3])
    }
}

import Lifecycle
import Postgres

extension JobID {
    init(_ value: UUIDValue) { self.init(high: value.high, low: value.low) }
    var uuid: UUIDValue { UUIDValue(high: high, low: low) }
}

extension Parameters {
    mutating func append(_ id: JobID) { append(id.uuid) }
    mutating func append(_ ids: [JobID]) { append(ids.map(\.uuid)) }
}

extension Row {
    func jobID(_ column: Int) -> JobID { JobID(uuid(column)) }
    func jobIDOrNil(_ column: Int) -> JobID? { uuidOrNil(column).map { JobID($0) } }
}

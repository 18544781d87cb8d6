import FoundationEssentials
import JobQueueProto
import Resources
import SwiftProtobuf

extension Sequence where Element == ManifestFile {
    /// The files as messages carry them.
    var messages: [Jq_V1_ManifestFile] {
        map { file in
            .with {
                $0.path = file.path
                $0.content = Data(file.bytes)
            }
        }
    }
}

/// The places at which a test stops a relay.
enum RelayStep: String, CaseIterable, Sendable {
    case beforeProduce
    case beforeCursor
    case afterCursor
}

/// A child that runs and that nobody watches yet. Its holder owns the descriptors.
struct StartedChild: Sendable {
    let pid: Int32
    /// The process descriptor.
    let descriptor: Int32
    /// Only the parent's ends are left.
    let streams: ChildStreams
}

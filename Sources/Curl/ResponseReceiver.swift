/// Takes what a transfer brings, on the loop's thread. It must not block there.
protocol ResponseReceiver: AnyObject, Sendable {
    /// Takes the head, once, before any of the body.
    func receive(_ head: HTTPHead)
    /// Takes some of the body.
    func receive(_ bytes: UnsafeRawBufferPointer) -> BodyVerdict
    /// Takes the end, once; nil is the orderly one.
    func finish(_ failure: HTTPError?)
}

/// What becomes of some bytes of a body.
enum BodyVerdict {
    case taken
    /// They are to be brought again once the transfer is resumed.
    case pause
    /// They end the transfer.
    case refused(HTTPError)
}

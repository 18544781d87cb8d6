internal import CLinux

extension Interest {
    var epollEvents: UInt32 {
        (contains(.readable) ? clinux_epoll_in : 0) | (contains(.writable) ? clinux_epoll_out : 0)
    }

    /// Everything that is not "writable" (input, hang-up, error) shows itself to a read.
    init(epollEvents events: UInt32) {
        self = []
        if events & clinux_epoll_out != 0 { insert(.writable) }
        if events & ~clinux_epoll_out != 0 { insert(.readable) }
    }
}

/// A place in one of the pool's queues.
struct PoolTicket: Hashable, Sendable {
    let number: UInt64
}

/// One of the pool's connections, from the attempt to open it to its end. Never used twice.
struct PoolMember: Hashable, Sendable {
    let number: UInt64
}

/// Which connection serves whom: the pool's decisions, without sockets and without a clock.
///
/// Calls come in two lanes. *Shared* ones are pipelined onto the least busy connections; *leases* have a
/// connection to themselves, waiting in order for one. Connections are opened when they are needed. While
/// none can be opened, attempts follow each other at growing intervals, and whoever waits is refused when
/// the connect timeout is over. Every verb adds what is to be done to `actions`; times count from an
/// arbitrary start.
struct PoolState<Waiter> {
    struct Limits {
        var size: Int
        var connectTimeout: Duration
        /// The longest wait while there are connections, but all of them are taken.
        var waitTimeout: Duration
        /// Calls under way on one connection; those beyond wait, and survive the loss of the connection.
        var depth = 512
        var sharedQueue = 100_000
        var leaseQueue = 10_000
        var firstBackoff = Duration.milliseconds(50)
        var lastBackoff = Duration.seconds(2)

        /// With two or more, one connection is kept out of each lane's reach, for the other lane.
        var perLane: Int { max(1, size - 1) }
    }

    enum Refusal: Equatable {
        case unreachable, exhausted, queueFull, shutDown
    }

    enum Action {
        case connect(PoolMember)
        case close(PoolMember)
        case send(Waiter, PoolMember)
        case lease(Waiter, PoolMember)
        case refuse(Waiter, Refusal)
        /// Nothing is left after a shutdown.
        case finished
    }

    enum Phase {
        case connecting, open
    }

    struct Member {
        let id: PoolMember
        var phase = Phase.connecting
        var underWay = 0
        var isLeased = false
        /// A cancellation is on its way to this connection: it must not hit a lease.
        var isCancelling = false
    }

    let limits: Limits
    var members: [Member] = []
    var shared = WaitingQueue<Waiter>()
    var leases = WaitingQueue<Waiter>()
    /// Failed attempts in a row.
    var failures = 0
    /// No attempt before this.
    var retryAt = Duration.zero
    /// Since when there is no open connection.
    var outageSince: Duration? = .zero
    var isShutDown = false
    private var lastMember: UInt64 = 0
    private var lastTicket: UInt64 = 0

    init(limits: Limits) {
        self.limits = limits
    }

    var openCount: Int { members.count { $0.phase == .open } }
    var leasedCount: Int { members.count { $0.isLeased } }

    mutating func makeTicket() -> PoolTicket {
        lastTicket += 1
        return PoolTicket(number: lastTicket)
    }

    mutating func makeMember() -> PoolMember {
        lastMember += 1
        let id = PoolMember(number: lastMember)
        members.append(Member(id: id))
        return id
    }

    func index(of id: PoolMember) -> Int? {
        members.firstIndex { $0.id == id }
    }
}

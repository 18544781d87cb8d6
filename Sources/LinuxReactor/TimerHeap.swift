/// The pending timers of one reactor, earliest first; equal deadlines keep their order of scheduling.
///
/// Each timer knows its place, so that cancelling is cheap: most timers are cancelled, not fired.
struct TimerHeap {
    private var timers: [Reactor.Timer] = []
    private var scheduled: UInt64 = 0

    /// The deadline of the first timer, in nanoseconds of the monotonic clock.
    var earliest: Int64? { timers.first?.deadline }

    mutating func insert(_ timer: Reactor.Timer) {
        timer.order = scheduled
        scheduled += 1
        timer.place = timers.count
        timers.append(timer)
        siftUp(timer.place)
    }

    mutating func remove(_ timer: Reactor.Timer) {
        let place = timer.place
        guard place >= 0 else { return }
        let last = timers.removeLast()
        timer.place = -1
        guard place < timers.count else { return }
        put(last, at: place)
        siftUp(place)
        siftDown(last.place)
    }

    mutating func popDue(at now: Int64) -> Reactor.Timer? {
        guard let first = timers.first, first.deadline <= now else { return nil }
        remove(first)
        return first
    }

    private mutating func put(_ timer: Reactor.Timer, at place: Int) {
        timers[place] = timer
        timer.place = place
    }

    private mutating func siftUp(_ start: Int) {
        let timer = timers[start]
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard timer.isBefore(timers[parent]) else { break }
            put(timers[parent], at: place)
            place = parent
        }
        put(timer, at: place)
    }

    private mutating func siftDown(_ start: Int) {
        let timer = timers[start]
        var place = start
        while true {
            var child = 2 * place + 1
            guard child < timers.count else { break }
            if child + 1 < timers.count, timers[child + 1].isBefore(timers[child]) { child += 1 }
            guard timers[child].isBefore(timer) else { break }
            put(timers[child], at: place)
            place = child
        }
        put(timer, at: place)
    }
}

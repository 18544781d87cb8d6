import KubernetesProtocol

/// Drives a reflector's machine through a story and writes down what it wants as short texts.
struct MachineDriver {
    var machine: ReflectorMachine
    var now = ContinuousClock.now
    var random = 0.0

    init(watchList: Bool = false, change: (inout ReflectorConfiguration) -> Void = { _ in }) {
        var configuration = ReflectorConfiguration(.queues)
        configuration.usesWatchList = watchList
        change(&configuration)
        machine = ReflectorMachine(configuration)
    }

    /// What the machine wants after an input, notes left out.
    mutating func feed(_ input: ReflectorInput) -> [String] {
        feedAll(input).filter { !$0.hasPrefix("note") }
    }

    /// What the machine wants after an input, with notes.
    mutating func feedAll(_ input: ReflectorInput) -> [String] {
        machine.handle(input, at: now, random: random).map(text)
    }

    /// Goes on to the next time the machine asked for, and returns how long that was.
    mutating func sleep() -> (Duration, [String]) {
        guard let wake = machine.nextWake else { return (.zero, ["nothing to wait for"]) }
        let wait = wake - now
        now = wake
        return (wait, feed(.timer))
    }

    mutating func pass(_ time: Duration) -> [String] {
        now += time
        return feed(.timer)
    }

    /// In step at version 100, with the watch open.
    static func watching(change: (inout ReflectorConfiguration) -> Void = { _ in }) -> MachineDriver {
        var driver = MachineDriver(change: change)
        _ = driver.feed(.start)
        _ = driver.feed(.page(page("100", ["a"])))
        _ = driver.feed(.watchOpened)
        return driver
    }

    /// Lets the server end the watch in order, after long enough to be no failure.
    mutating func endInOrder() -> [String] {
        now += .seconds(2)
        return feed(.watchEnded(nil))
    }

    private func text(_ action: ReflectorAction) -> String {
        switch action {
        case .list(let request): "list " + query(request)
        case .openWatch(let request, let idle): "watch " + query(request) + " idle \(idle)"
        case .closeWatch: "close"
        case .probe(let request): "probe " + query(request)
        case .stage(let events): "stage" + names(events)
        case .dropStaged: "drop"
        case .commitStaged: "commit"
        case .apply(let events): "apply" + names(events)
        case .advance(let version): "at \(version)"
        case .resync: "resync"
        case .note(let note): "note \(note)"
        }
    }

    private func query(_ request: APIRequest) -> String {
        let short = [
            "limit": "limit", "continue": "continue", "resourceVersion": "rv", "timeoutSeconds": "seconds",
            "sendInitialEvents": "initial", "resourceVersionMatch": "match",
        ]
        return request.query.compactMap { item in short[item.name].map { "\($0)=\(item.value)" } }
            .joined(separator: " ")
    }

    private func names(_ events: [ObjectEvent]) -> String {
        events.map { event in
            let sign = if case .set = event { "+" } else { "-" }
            return " \(sign)\(event.object.metadata.name)"
        }.joined()
    }
}

func object(_ name: String, _ version: String, uid: String = "u", kind: String = "Queue") -> KubernetesObject
{
    KubernetesObject(
        apiVersion: "jq.dev/v1alpha1", kind: kind,
        metadata: ObjectMeta(name: name, uid: uid, resourceVersion: ResourceVersion(version)))
}

func page(_ version: String, _ names: [String], next: String? = nil) -> ObjectList {
    ObjectList(
        items: names.map { object($0, "10") }, resourceVersion: ResourceVersion(version), continueToken: next)
}

func bookmark(_ version: String, end: Bool = false) -> WatchEvent {
    .bookmark(ResourceVersion(version), initialEventsEnd: end)
}

func failure(
    _ code: Int, _ reason: String = "", message: String = "", details: StatusDetails? = nil
) -> ReflectorFailure {
    .status(APIStatus(code: code, reason: reason, message: message, details: details))
}

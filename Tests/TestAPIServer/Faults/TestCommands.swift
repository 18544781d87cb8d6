import Resources
import Synchronization

/// Answers under `/test`, by which a person at a shell switches faults.
struct TestCommands {
    private let core: ServerCore

    init(_ core: ServerCore) { self.core = core }

    func answer(to request: IncomingRequest) -> Answer {
        do throws(APIFailure) {
            switch (request.method, request.path) {
            case ("POST", "/test/faults"):
                let rule = try FaultRule(json: BodyReader.value(of: request.body, isYAML: true), gates: gate)
                return Answer(json: ["number": .int(Int64(core.faults.add(rule)))])
            case ("DELETE", "/test/faults"):
                core.faults.removeAll()
                return Answer(json: [:])
            case ("POST", "/test/tokens"):
                let body = try BodyReader.value(of: request.body, isYAML: true)
                let caller = Caller(
                    user: body["user"]?.stringValue ?? "", groups: body["groups"]?.strings ?? [])
                core.tokens.add(body["token"]?.stringValue ?? "", caller)
                return Answer(json: [:])
            case ("POST", "/test/compact"):
                core.compactAll()
                return Answer(json: [:])
            case ("POST", "/test/bookmarks"):
                core.state.withLock { $0.sendBookmarks() }
                return Answer(json: [:])
            case ("POST", let path) where path.hasPrefix("/test/gates/"):
                gate(String(path.dropFirst("/test/gates/".count))).release()
                return Answer(json: [:])
            default: throw .noSuchAddress
            }
        } catch {
            return Answer(error)
        }
    }

    /// The gate of that name, made when it is first named.
    private func gate(_ name: String) -> FaultGate {
        core.gates.withLock { gates in
            if let gate = gates[name] { return gate }
            let gate = FaultGate()
            gates[name] = gate
            return gate
        }
    }
}

import Processes
import Testing

@Suite(.timeLimit(.minutes(5))) struct ManyChildrenTests {
    @Test func twoHundredAtOnce() async throws {
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<200 {
                group.addTask { try await run(shell("read line; echo \(number)")).outputText }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(texts) == Set((0..<200).map { "\($0)\n" }))
    }

    /// In a process of its own, where no other test opens any.
    @Test func descriptorsAreGivenBack() async {
        await #expect(processExitsWith: .success) { try await Self.startMany() }
    }

    private static func startMany() async throws {
        _ = try await run(shell("true"))
        let before = try spawnDescriptorCount()
        for number in 0..<300 {
            var request = shell("echo x")
            request.standardInput = .bytes([1, 2, 3])
            switch number % 3 {
            case 0: #expect(try await run(request).isSuccess)
            case 1:
                request.executable = "/nowhere/sh"
                await #expect(throws: SpawnError.self) { try await run(request) }
            default:
                let sleep = shell("sleep 1000")
                #expect(try await run(sleep, timeout: .milliseconds(1)).reason == .timedOut)
            }
        }
        #expect(try spawnDescriptorCount() < before + 20)
    }
}

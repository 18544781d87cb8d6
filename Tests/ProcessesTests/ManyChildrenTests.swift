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

    @Test func descriptorsAreGivenBack() async throws {
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
        // Other tests run meanwhile and have some open; a leak would have left hundreds.
        #expect(try spawnDescriptorCount() < before + 250)
    }
}

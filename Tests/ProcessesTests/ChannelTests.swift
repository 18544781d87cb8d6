import Glibc
import Processes
import Synchronization
import Testing

/// The pipe beside the three streams, and who listens to all of them.
@Suite(.timeLimit(.minutes(2))) struct ChannelTests {
    @Test func whatTheChildWritesThereIsHeardAndNothingElse() async throws {
        let heard = Heard()
        let request = shell("echo out; echo err >&2; echo 42 >&$CHANNEL; echo 43 >&3", channel: "CHANNEL")
        let result = try await runProcess(request, listener: heard.listener)
        #expect(result.outputText == "out\n" && result.errorText == "err\n")
        #expect(heard.text(.channel) == "42\n43\n")
        #expect(heard.text(.output) == "out\n")
        #expect(heard.text(.errorOutput) == "err\n")
    }

    @Test func theVariableNamesTheDescriptorWhateverTheEnvironmentSays() async throws {
        var request = shell("echo $CHANNEL", channel: "CHANNEL")
        request.environment["CHANNEL"] = "7"
        #expect(try await runProcess(request).outputText == "3\n")
    }

    @Test func aChildWithoutAChannelHasNoFourthDescriptor() async throws {
        let script = "ls /proc/self/fd | tr '\\n' ' '"
        // 3 is the directory that ls reads.
        #expect(try await runProcess(shell(script)).outputText == "0 1 2 3 ")
        #expect(try await runProcess(shell(script, channel: "C")).outputText == "0 1 2 3 4 ")
    }

    /// Every place that the pipe's ends can have among the parent's own descriptors.
    @Test func theChannelArrivesWhicheverDescriptorsAreFree() async throws {
        for _ in 0..<20 {
            let heard = Heard()
            let runs = (0..<4).map { _ in shell("echo here >&3", channel: "C") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for run in runs {
                    group.addTask { _ = try await runProcess(run, listener: heard.listener) }
                }
                try await group.waitForAll()
            }
            #expect(heard.text(.channel) == "here\nhere\nhere\nhere\n")
        }
    }

    @Test func aBackgroundProcessThatKeepsTheChannelDelaysNothing() async throws {
        let heard = Heard()
        var request = shell("echo now >&3; sleep 600 >/dev/null 2>&1 & exit 0", channel: "C")
        request.leftovers = .kill
        #expect(try await runProcess(request, listener: heard.listener).isSuccess)
        #expect(heard.text(.channel) == "now\n")
    }

    @Test func aFloodIsHeardWholeAndKeptInBounds() async throws {
        let count = Mutex(0)
        let bytes = 100 << 20
        let request = shell("head -c \(bytes) /dev/zero", output: .capture(limit: 1000))
        let result = try await runProcess(request) { stream, piece in
            if stream == .output, piece.count <= 64 * 1024 { count.withLock { $0 += piece.count } }
        }
        #expect(count.withLock { $0 } == bytes)
        #expect(result.standardOutputDropped == bytes - 1000)
    }

    @Test func aNameWithANulByteIsRefused() async throws {
        let error = await #expect(throws: SpawnError.self) {
            try await runProcess(shell("true", channel: "A\0B"))
        }
        #expect(error?.step == .request)
    }

    private func shell(
        _ script: String, output: ProcessRequest.Output = .capture(limit: 64 * 1024), channel: String? = nil
    ) -> ProcessRequest {
        ProcessRequest(
            executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
            output: output, channel: channel)
    }
}

private final class Heard: Sendable {
    private let bytes = Mutex<[ProcessStream: [UInt8]]>([:])

    var listener: ProcessListener { { stream, piece in self.add(piece, of: stream) } }

    func text(_ stream: ProcessStream) -> String {
        String(decoding: bytes.withLock { $0[stream] ?? [] }, as: UTF8.self)
    }

    private func add(_ piece: [UInt8], of stream: ProcessStream) {
        bytes.withLock { $0[stream, default: []] += piece }
    }
}

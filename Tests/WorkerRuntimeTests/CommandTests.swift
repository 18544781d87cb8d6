import Foundation
import JobQueueProto
import SwiftProtobuf
import Testing

@testable import WorkerRuntime

@Suite(.timeLimit(.minutes(1))) struct CommandTests {
    private let executor = CommandExecutor(
        environment: ["STAGE": "test", "SHADOWED": "by the job"],
        workerEnvironment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DATABASE_PASSWORD": "hunter2"],
        killGrace: .milliseconds(500))

    private func job(_ payload: String) -> JobContext {
        JobContext(
            jobID: "0190d3c0-7d6f-7c3e-9f00-000000000000", queue: "emails", payload: Array(payload.utf8),
            attempt: 2, leaseEpoch: 17, runKey: "abc", correlationID: "request-1", logger: quietLogger)
    }

    private func run(_ words: String..., more: [String: Any] = [:]) async throws -> String {
        var payload = more
        payload["command"] = words
        let json = try JSONSerialization.data(withJSONObject: payload)
        let output = try await executor.run(job(String(decoding: json, as: UTF8.self)))
        return String(decoding: output, as: UTF8.self)
    }

    private func failure(_ words: String..., more: [String: Any] = [:]) async throws -> String {
        var payload = more
        payload["command"] = words
        let json = try JSONSerialization.data(withJSONObject: payload)
        do {
            _ = try await executor.run(job(String(decoding: json, as: UTF8.self)))
            return "no failure"
        } catch {
            #expect(!(error is PermanentFailure))
            return "\(error)"
        }
    }

    @Test func standardOutputIsTheResult() async throws {
        #expect(try await run("echo", "one  two", "$HOME; *") == "one  two $HOME; *\n")
    }

    @Test func standardInputAndDirectoryComeFromThePayload() async throws {
        #expect(try await run("cat", more: ["stdin": "hello"]) == "hello")
        #expect(try await run("pwd", more: ["workingDirectory": "/usr"]) == "/usr\n")
    }

    @Test func theEnvironmentHoldsNothingOfTheWorkersSecrets() async throws {
        let text = try await run("env", more: ["env": ["SHADOWED": "yes", "JQ_JOB_ID": "forged"]])
        #expect(
            Set(text.split(separator: "\n").map(String.init)) == [
                "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "STAGE=test", "SHADOWED=yes",
                "JQ_JOB_ID=0190d3c0-7d6f-7c3e-9f00-000000000000", "JQ_RUN_KEY=abc", "JQ_LEASE_EPOCH=17",
                "JQ_ATTEMPT=2", "JQ_QUEUE=emails", "JQ_CORRELATION_ID=request-1",
                "JQ_PROGRESS=3",
            ])
    }

    @Test func anExitStatusIsNamedWithTheLastWordsOfTheCommand() async throws {
        let text = try await failure("sh", "-c", "for i in $(seq 50); do echo line $i >&2; done; exit 3")
        #expect(text.hasPrefix("exit status 3: line 41\n"))
        #expect(text.hasSuffix("line 50"))
        #expect(try await failure("false") == "exit status 1")
    }

    @Test func aSignalIsNamed() async throws {
        #expect(try await failure("sh", "-c", "kill -9 $$").contains("SIGKILL"))
    }

    @Test func aMissingProgramIsWorthARetry() async throws {
        let text = try await failure("no-such-program-here")
        #expect(text.contains("no-such-program-here"))
        #expect(text.contains("PATH=/usr/bin:/bin"))
    }

    @Test func longOutputKeepsItsBeginningAndItsEnd() async throws {
        let text = try await run("seq", "100000")
        #expect(text.hasPrefix("1\n2\n"))
        #expect(text.hasSuffix("\n100000\n"))
        #expect(text.utf8.count < 65 * 1024)
        #expect(text.contains("bytes dropped"))
    }

    @Test(arguments: [
        ("", "it is empty"),
        ("not json", "it is not JSON"),
        ("[]", "it is a list"),
        ("{}", "\"command\" is missing"),
        (#"{"command": "ls -l"}"#, "\"command\" is a string, not a list of strings"),
        (#"{"command": []}"#, "\"command\" does not name a program"),
        (#"{"command": [""]}"#, "\"command\" does not name a program"),
        (#"{"command": ["ls", 1]}"#, "\"command\" has a number among its strings"),
        (#"{"command": ["ls"], "enviroment": {}}"#, "\"enviroment\" is none of command, env"),
        (#"{"command": ["ls"], "env": {"A": 1}}"#, "\"env\" has a number as the value of A"),
        (#"{"command": ["ls"], "env": {"A=B": "1"}}"#, "\"env\" has the name \"A=B\""),
        (#"{"command": ["ls"], "env": []}"#, "\"env\" is a list"),
        (#"{"command": ["ls"], "stdin": 5}"#, "\"stdin\" is a number, not a string"),
    ])
    func aPayloadThatIsNotACommandFailsForGood(_ payload: String, _ problem: String) async throws {
        let error = await #expect(throws: PermanentFailure.self) { try await executor.run(job(payload)) }
        #expect(error?.message.hasPrefix("the payload is not a command: ") == true)
        #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }

    @Test func cancellingKillsTheWholeProcessGroup() async throws {
        let pipe = try FIFO()
        var handlers = HandlerRegistry(fallback: executor)
        handlers.register("unused") { _ in [] }
        try await withWorker(handlers) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            // The grandchild ignores SIGTERM and holds the pipe open: it ends when the group is killed.
            let script = "(trap '' TERM; echo up >\(pipe.path); sleep 600 >\(pipe.path)) & wait"
            var job = assignment("a")
            job.queueName = "commands"
            job.payload = try JSONSerialization.data(withJSONObject: ["command": ["sh", "-c", script]])
            try await stream.assign(job)
            let opened = try await pipe.readLine()
            #expect(opened == "up")
            try await stream.send(
                .cancel(
                    .with {
                        $0.jobID = "a"; $0.leaseEpoch = 1
                    }))
            let results = try await stream.results(1)
            #expect(results.map(\.outcome) == [.cancelled])
            #expect(pipe.hasNoWriter)
        }
    }

    @Test func aTimeoutKillsTheCommand() async throws {
        try await withWorker(HandlerRegistry(fallback: executor)) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            var job = assignment("a")
            job.timeoutMs = 50
            job.payload = Data(#"{"command": ["sleep", "600"]}"#.utf8)
            try await stream.assign(job)
            #expect(try await stream.results(1).map(\.errorMessage) == ["timed out after 50ms"])
        }
    }
}

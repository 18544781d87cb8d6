import Glibc
import Processes
import Testing

@Suite(.timeLimit(.minutes(2))) struct RunProcessTests {
    @Test func capturesBothStreamsAndTheStatus() async throws {
        let result = try await run(shell("echo out; echo err >&2; exit 3"))
        #expect(result.exit == .exited(3))
        #expect(result.reason == .finished)
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "err\n")
        #expect(!result.isSuccess && !result.standardOutputTruncated)
    }

    @Test func argumentsAreNotInterpreted() async throws {
        let words = ["%s|", "a b", "$HOME", "*", "", "ü\n"]
        let request = ProcessRequest(executable: "printf", arguments: words, environment: searchPath)
        #expect(try await run(request).outputText == "a b|$HOME|*||ü\n|")
    }

    @Test func environmentIsExactlyTheGivenOne() async throws {
        let environment = ["A": "1", "B": "two words", "EMPTY": "", "EQUALS": "a=b"]
        let request = ProcessRequest(executable: "/usr/bin/env", environment: environment)
        let lines = try await run(request).outputText.split(separator: "\n").sorted()
        #expect(lines == ["A=1", "B=two words", "EMPTY=", "EQUALS=a=b"])
    }

    @Test func outputMayBeBinary() async throws {
        let result = try await run(shell("printf '\\000\\377\\200\\n\\000'"))
        #expect(result.standardOutput == [0, 0xff, 0x80, 0x0a, 0])
    }

    @Test func longOutputKeepsHeadAndTail() async throws {
        let script = "echo first; i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; echo last"
        let result = try await run(shell(script, output: .capture(limit: 1000)))
        #expect(result.outputText.hasPrefix("first\nline 0\n"))
        #expect(result.outputText.hasSuffix("line 19999\nlast\n"))
        #expect(result.outputText.contains("[... \(result.standardOutputDropped) bytes dropped ...]"))
        #expect(result.standardOutputTruncated && !result.standardErrorTruncated)
    }

    @Test func inputLargerThanAPipeArrives() async throws {
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
        var request = ProcessRequest(
            executable: "cat", environment: searchPath, output: .capture(limit: 2_000_000))
        request.standardInput = .bytes(bytes)
        #expect(try await run(request).standardOutput == bytes)
    }

    @Test func inputThatNobodyReadsDoesNoHarm() async throws {
        var request = ProcessRequest(executable: "true", environment: searchPath)
        request.standardInput = .bytes([UInt8](repeating: 1, count: 1_000_000))
        #expect(try await run(request).isSuccess)
    }

    @Test func inputIsEmptyByDefault() async throws {
        #expect(try await run(ProcessRequest(executable: "cat", environment: searchPath)).outputText == "")
    }

    @Test func outputGoesToAFile() async throws {
        let folder = try TemporaryFolder()
        for word in ["one", "two"] {
            _ = try await run(shell("echo \(word); echo \(word) >&2", output: .file(folder.path + "/log")))
        }
        #expect(folder.text(of: "log") == "one\none\ntwo\ntwo\n")
    }

    @Test func streamsMayGoDifferentWays() async throws {
        var request = shell("echo out; echo err >&2", output: .null)
        request.errorOutput = .capture(limit: 100)
        let result = try await run(request)
        #expect(result.standardOutput == [] && result.errorText == "err\n")
    }

    @Test func workingDirectoryIsEntered() async throws {
        let folder = try TemporaryFolder()
        var request = shell("pwd -P")
        request.workingDirectory = folder.path
        #expect(try await run(request).outputText.contains("jq-processes-"))
    }

    @Test func limitsApplyToTheChildOnly() async throws {
        var request = shell("ulimit -Sn; ulimit -Hn; ulimit -c")
        request.limits = [ProcessLimit(.openFiles, soft: 64, hard: 80), ProcessLimit(.coreSize, soft: 0)]
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        #expect(try await run(request).outputText == "64\n80\n0\n")
        var after = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &after)
        #expect(before.rlim_cur == after.rlim_cur)
    }

    @Test func cpuLimitEndsASpinningChild() async throws {
        var request = shell("while :; do :; done")
        request.limits = [ProcessLimit(.cpuSeconds, soft: 1, hard: 2)]
        let result = try await run(request)
        #expect(result.exit == .signalled(SIGXCPU) && result.reason == .finished)
    }

    @Test func childInheritsNoDescriptor() async throws {
        let open = Glibc.open("/dev/null", O_RDONLY)  // without O_CLOEXEC
        defer { close(open) }
        // 3 is the folder that ls itself has open.
        let listing = ProcessRequest(executable: "ls", arguments: ["/proc/self/fd"], environment: searchPath)
        #expect(try await run(listing).outputText == "0\n1\n2\n3\n")
    }

    @Test func signalsAreAsAfterLogin() async throws {
        let old = signal(SIGUSR2, SIG_IGN)
        defer { signal(SIGUSR2, old) }
        let request = ProcessRequest(
            executable: "cat", arguments: ["/proc/self/status"], environment: searchPath)
        let masks = try await run(request).outputText.split(separator: "\n")
            .filter { $0.hasPrefix("SigBlk:") || $0.hasPrefix("SigIgn:") || $0.hasPrefix("SigCgt:") }
            .map { $0.suffix(16) }
        #expect(masks == Array(repeating: "0000000000000000", count: 3))
    }

    @Test(.enabled(if: getuid() == 0, "only root may change users"))
    func runsAsAnotherUser() async throws {
        var request = shell("id -u; id -g; id -G")
        request.user = ProcessUser(uid: 65534, gid: 65534)
        #expect(try await run(request).outputText == "65534\n65534\n65534\n")
        #expect(getuid() == 0)
    }

    @Test func exitBySignalIsReported() async throws {
        let result = try await run(shell("kill -SEGV $$"))
        #expect(result.exit == .signalled(SIGSEGV) && result.reason == .finished)
        #expect(result.exit.description == "killed by signal 11 (SIGSEGV)")
    }
}

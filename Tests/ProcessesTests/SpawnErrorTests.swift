import Glibc
import Processes
import Testing

@Suite struct SpawnErrorTests {
    private func failure(_ request: ProcessRequest) async throws -> SpawnError {
        try #require(await #expect(throws: SpawnError.self) { try await run(request) })
    }

    @Test func missingProgramNamesThePath() async throws {
        let error = try await failure(
            ProcessRequest(executable: "python4", environment: ["PATH": "/usr/bin:/bin"]))
        #expect(error.step == .lookup && error.errorNumber == ENOENT)
        #expect(error.description == "no such file or directory: python4, looked in PATH=/usr/bin:/bin")
    }

    @Test func pathOfTheChildCountsNotOurs() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("greet", "#!/bin/sh\necho hello\n", mode: 0o755)
        let request = ProcessRequest(executable: "greet", environment: ["PATH": folder.path])
        #expect(try await run(request).outputText == "hello\n")
        let error = try await failure(ProcessRequest(executable: "greet", environment: [:]))
        #expect(error.message.hasSuffix("greet, looked in /bin:/usr/bin (PATH is not set)"))
    }

    @Test func relativePathEntryMeansTheChildsDirectory() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("greet", "#!/bin/sh\necho hello\n", mode: 0o755)
        for entry in [".", ""] {
            var request = ProcessRequest(executable: "greet", environment: ["PATH": "/nowhere:" + entry])
            request.workingDirectory = folder.path
            #expect(try await run(request).outputText == "hello\n")
        }
    }

    @Test func missingFile() async throws {
        let error = try await failure(ProcessRequest(executable: "/nowhere/tool", environment: [:]))
        #expect(error.step == .execute && error.message == "no such file or directory: /nowhere/tool")
    }

    @Test func fileThatIsNotExecutable() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("notes", "text\n")
        let direct = try await failure(ProcessRequest(executable: file, environment: [:]))
        #expect(direct.step == .execute && direct.errorNumber == EACCES)
        #expect(direct.message.hasPrefix("permission denied: \(file) is not executable"))
        let found = try await failure(
            ProcessRequest(executable: "notes", environment: ["PATH": folder.path]))
        #expect(found.step == .lookup && found.message.contains("\(folder.path)/notes is not executable"))
    }

    @Test func missingInterpreterIsNamed() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("script", "#!/opt/python9 -u\n", mode: 0o755)
        let error = try await failure(ProcessRequest(executable: file, environment: [:]))
        #expect(error.message.contains("names the interpreter /opt/python9, which does not exist"))
    }

    @Test func fileWithoutAFormat() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("script", "echo hello\n", mode: 0o755)
        let error = try await failure(ProcessRequest(executable: file, environment: [:]))
        #expect(error.errorNumber == ENOEXEC && error.message.contains("#!"))
    }

    @Test func directoryInsteadOfAProgram() async throws {
        let error = try await failure(ProcessRequest(executable: "/usr", environment: [:]))
        #expect(error.message == "permission denied: /usr is a directory")
    }

    @Test func badWorkingDirectory() async throws {
        var request = ProcessRequest(executable: "/bin/true", environment: [:])
        request.workingDirectory = "/nowhere/at/all"
        let error = try await failure(request)
        #expect(error.step == .workingDirectory && error.message.contains("/nowhere/at/all"))
    }

    @Test func impossibleLimit() async throws {
        var request = ProcessRequest(executable: "/bin/true", environment: [:])
        request.limits = [ProcessLimit(.coreSize, soft: 0), ProcessLimit(.openFiles, soft: 2, hard: 1)]
        let error = try await failure(request)
        #expect(error.step == .limit && error.message.contains("openFiles to soft 2, hard 1"))
    }

    @Test func outputFileInAMissingFolder() async throws {
        let request = shell("true", output: .file("/nowhere/log"))
        let error = try await failure(request)
        #expect(error.step == .streams && error.message.contains("/nowhere/log"))
    }

    @Test func stringsThatCannotBePassedOn() async throws {
        for request in [
            ProcessRequest(executable: "true", arguments: ["a\0b"], environment: searchPath),
            ProcessRequest(executable: "/bin/true", environment: ["A=B": "x"]),
            ProcessRequest(executable: "/bin/true", environment: ["": "x"]),
            ProcessRequest(executable: "/bin/true", environment: ["A": "x\0"]),
            ProcessRequest(executable: "", environment: searchPath),
        ] {
            #expect(try await failure(request).step == .request)
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root may change users"))
    func programThatTheOtherUserMayNotExecute() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("mine", "#!/bin/sh\n", mode: 0o700)
        var request = ProcessRequest(executable: file, environment: [:])
        request.user = ProcessUser(uid: 65534, gid: 65534)
        #expect(try await failure(request).errorNumber == EACCES)
    }

}

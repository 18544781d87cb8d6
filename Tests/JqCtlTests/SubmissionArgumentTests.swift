import Testing

/// What `job submit` refuses before it asks a server.
@Suite(.timeLimit(.minutes(2))) struct SubmissionArgumentTests {
    @Test(arguments: [
        ("--unique-for 1h", "--unique-for goes with --unique-key"),
        ("--unique-key \(String(repeating: "x", count: 257))", "--unique-key has 1 to 256 characters"),
        ("--depends-on x", "--depends-on: \"x\" is not a job id"),
        ("--label team", "--label \"team\" is not of the form key=value"),
        ("--label =data", "--label \"=data\" is not of the form key=value"),
        ("--unique-key k --unique-for soon", "soon"),
    ])
    func wrongFlagsAreNamed(flags: String, message: String) async throws {
        let result = try await jqctl("job submit -q emails --payload 1 \(flags)")
        #expect(result.status != 0 && result.error.contains(message), "\(result.error)")
    }
}

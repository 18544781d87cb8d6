import ArgumentParser
import GRPCCore
import JobQueueProto
import Release
import Resources

/// `jq-ctl version`
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version of jq-ctl and of the server.",
        discussion: """
            EXAMPLES
              jq-ctl version
              jq-ctl version --client        without asking the server
              jq-ctl version -o json
            """)

    @Flag(help: "Only the version of jq-ctl; ask no server.")
    var client = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func run() async throws {
        var answer: Jq_V1_GetSystemStatusResponse?
        var failure: CommandFailure?
        if !client {
            do throws(CommandFailure) {
                let server = try Connection(connection, timeout: limit.timeout.duration)
                answer = try await server.admin { try await $0.getSystemStatus(.init(), options: $1) }
            } catch {
                failure = error
            }
        }
        switch format.output {
        case .json, .yaml:
            var document: [String: Value] = [
                "client": ["version": .string(releaseVersion), "apiVersion": .string(Kind.apiVersion)]
            ]
            if let answer {
                document["server"] = [
                    "version": .string(answer.version), "schemaVersion": .int(Int64(answer.schemaVersion)),
                ]
            }
            Document.print(.object(document), as: format.output)
        case .table, .wide, .name:
            Console.line("jq-ctl \(releaseVersion) (\(Kind.apiVersion))")
            if let answer { Console.line("jq-server \(answer.version) (schema \(answer.schemaVersion))") }
        }
        if let failure { throw failure }
    }
}

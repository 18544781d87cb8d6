import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl dlq list`
struct DeadLetterList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List dead letters, the newest job first.",
        discussion: """
            EXAMPLES
              jq-ctl dlq list --summary
              jq-ctl dlq list -q emails --since 2h
              jq-ctl dlq list --reason retries-exhausted,permanent-failure -l team=data
              jq-ctl dlq list --error 'HTTP 50[0-9]' --limit 500 -o json
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "How many there are of each queue and reason, with an error of one of them.")
    var summary = false

    @Option(help: ArgumentHelp("List at most so many.", valueName: "number"))
    var limit = 20

    @Flag(help: "List all.")
    var all = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var time: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { time.timeout.duration }

    mutating func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1 on; --all lists all") }
    }

    func run(on server: Connection) async throws {
        let selector = try selection.message()
        if summary { return try await summarize(selector, on: server) }
        var jobs: [Jq_V1_Job] = []
        var token = ""
        repeat {
            let size = all ? 100 : min(100, limit - jobs.count)
            let before = token
            let page = try await server.deadLetters {
                try await $0.listDeadLetters(
                    .with {
                        $0.selector = selector
                        $0.pageSize = Int32(clamping: size)
                        $0.pageToken = before
                    }, options: $1)
            }
            jobs += page.jobs
            token = page.nextPageToken
        } while !token.isEmpty && (all || jobs.count < limit)
        print(jobs, hasMore: !token.isEmpty)
    }

    private func print(_ jobs: [Jq_V1_Job], hasMore: Bool) {
        switch format.output {
        case .json, .yaml:
            Document.print(["items": .array(jobs.map(\.deadLetterDocument))], as: format.output)
        case .name: for job in jobs { Console.line(job.jobID) }
        case .table, .wide:
            guard !jobs.isEmpty else { return Console.note("No dead letters found.") }
            let isWide = format.output == .wide
            var table = Table(isWide ? Jq_V1_Job.wideDeadLetterColumns : Jq_V1_Job.deadLetterColumns)
            for job in jobs { table.add(job.deadLetterCells(isWide: isWide)) }
            Console.out(table.text(paint))
            if hasMore { Console.note("There are more: raise --limit, or give --all.") }
        }
    }

    private func summarize(_ selector: Jq_V1_DeadLetterSelector, on server: Connection) async throws {
        let count = try await server.deadLetters {
            try await $0.countDeadLetters(.with { $0.selector = selector }, options: $1)
        }
        switch format.output {
        case .json, .yaml:
            Document.print(
                ["total": .int(count.total), "items": .array(count.groups.map(\.document))], as: format.output
            )
        case .name: for group in count.groups { Console.line("\(group.queueName)/\(group.reason)") }
        case .table, .wide:
            guard count.total > 0 else { return Console.note("No dead letters found.") }
            Console.out(table(of: count.groups).text(paint))
            let shown = count.groups.reduce(0) { $0 + $1.count }
            if shown < count.total {
                Console.note("\(deadLetters(count.total)) in all; the largest groups are shown.")
            }
        }
    }
}

import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl job list`
struct JobList: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List jobs, the newest first.",
        discussion: """
            EXAMPLES
              jq-ctl job list
              jq-ctl job list -q emails -s dead-lettered --all
              jq-ctl job list -q emails -w
            """)

    @Option(name: [.short, .long], help: ArgumentHelp("Only jobs of this queue.", valueName: "name"))
    var queue: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Only jobs in this state: pending, assigned, running, done, failed, dead-lettered.",
            valueName: "state"))
    var status: String?

    @Option(help: ArgumentHelp("Jobs on a page, 1 to 100.", valueName: "number"))
    var limit: Int32 = 20

    @Option(help: ArgumentHelp("The page that an earlier list ended with.", valueName: "token"))
    var pageToken: String?

    @Flag(help: "All pages.")
    var all = false

    @Flag(help: "Also print results (json and yaml).")
    var showResult = false

    @Flag(name: [.short, .long], help: "Go on with what changes on the first page, until interrupted.")
    var watch = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var time: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { time.timeout.duration }

    mutating func validate() throws {
        if !(1...100 ~= limit) {
            throw ValidationError("--limit is a number from 1 to 100; --all gives all pages")
        }
        if let status, Jq_V1_JobStatus(argument: status) == nil {
            throw ValidationError(
                "no state \"\(status)\"; use pending, assigned, running, done, failed or dead-lettered"
            )
        }
        if watch, all || pageToken != nil {
            throw ValidationError("--watch goes without --all and --page-token")
        }
    }

    func run(on server: Connection) async throws {
        if watch { return try await watchFirstPage(on: server) }
        var jobs: [Jq_V1_Job] = []
        var token = pageToken ?? ""
        repeat {
            let page = try await self.page(token, on: server)
            jobs += page.jobs
            token = page.nextPageToken
        } while all && !token.isEmpty
        print(jobs, nextPage: token)
    }

    private func page(_ token: String, on server: Connection) async throws(CommandFailure)
        -> Jq_V1_ListJobsResponse
    {
        try await server.jobs {
            try await $0.listJobs(
                .with {
                    $0.queueName = queue ?? ""
                    $0.status = status.flatMap(Jq_V1_JobStatus.init(argument:)) ?? .unspecified
                    $0.pageSize = all ? 100 : limit
                    $0.pageToken = token
                }, options: $1)
        }
    }

    private func print(_ jobs: [Jq_V1_Job], nextPage: String) {
        switch format.output {
        case .json, .yaml:
            var document: [String: Value] = [
                "items": .array(jobs.map { $0.document(withResult: showResult) })
            ]
            if !nextPage.isEmpty { document["nextPageToken"] = .string(nextPage) }
            Document.print(.object(document), as: format.output)
        case .name: for job in jobs { Console.line(job.jobID) }
        case .table, .wide:
            guard !jobs.isEmpty else { return Console.note("No jobs found.") }
            Console.out(table(of: jobs).text(paint))
            if !nextPage.isEmpty { Console.note("There are more: --page-token \(nextPage), or --all.") }
        }
    }

    private func table(of jobs: [Jq_V1_Job]) -> Table {
        let isWide = format.output == .wide
        var table = Table(isWide ? Jq_V1_Job.wideColumns : Jq_V1_Job.columns)
        for job in jobs { table.add(isWide ? job.wideCells : job.cells) }
        return table
    }

    /// Asks again and again, and prints the jobs that are new or have moved on, the oldest first.
    private func watchFirstPage(on server: Connection) async throws {
        let isWide = format.output == .wide
        var table = Table(isWide ? Jq_V1_Job.wideColumns : Jq_V1_Job.columns)
        var known: [String: Jq_V1_Job] = [:]
        var isFirst = true
        while true {
            let jobs = try await page("", on: server).jobs
            let changed = jobs.reversed().filter { known[$0.jobID] != $0 }
            known = Dictionary(jobs.map { ($0.jobID, $0) }, uniquingKeysWith: { $1 })
            switch format.output {
            case .json, .yaml:
                for job in changed {
                    if format.output == .yaml { Console.out("---\n") }
                    Document.print(job.document(withResult: showResult), as: format.output)
                }
            case .name: for job in changed { Console.line(job.jobID) }
            case .table, .wide:
                for job in changed { table.add(isWide ? job.wideCells : job.cells) }
                if isFirst || !changed.isEmpty {
                    Console.out(isFirst ? table.text(paint) : table.rowsText(paint))
                }
                table = table.continued()
            }
            isFirst = false
            try await Task.sleep(for: .seconds(1))
        }
    }
}

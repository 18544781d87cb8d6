import ArgumentParser

/// What all measurements share.
struct BenchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A database to use instead of a private one. It is filled with jobs: give an empty one.",
            valueName: "conninfo"))
    var url: String?

    @Option(name: [.short, .customLong("output")], help: "table or json.")
    var output = OutputForm.table

    @Flag(help: "Leave the temporary folder with its logs and database behind, and print where it is.")
    var keep = false
}

enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

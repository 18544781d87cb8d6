import ArgumentParser
import CustomResources
import Resources

/// `jq-ctl crds`
struct Crds: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the CustomResourceDefinitions of this release. Needs no server.",
        discussion: """
            EXAMPLES
              jq-ctl crds | kubectl apply --server-side -f -
              jq-ctl crds queue                         one kind
              jq-ctl crds --output-dir crds             one file for each kind
            """)

    @Argument(help: "The kinds; all when none is given.")
    var kinds: [String] = []

    @Option(
        help: ArgumentHelp("Write a file for each kind into this folder, which must exist.", valueName: "dir")
    )
    var outputDir: String?

    func run() throws {
        let chosen = try chosenKinds()
        guard let outputDir else {
            Console.out(chosen.map(customResourceFile).joined(separator: "---\n"))
            return
        }
        let folder = outputDir.hasSuffix("/") ? outputDir : outputDir + "/"
        for kind in chosen {
            let path = folder + customResourceFileName(kind)
            try writeFile(path, Array(customResourceFile(kind).utf8))
            Console.note("wrote \(path)")
        }
    }

    private func chosenKinds() throws -> [Kind] {
        if kinds.isEmpty { return Kind.allCases }
        return try kinds.map { name in
            guard let kind = Kind(argument: name) else {
                let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure("unknown kind \"\(name)\"; the kinds are \(names)")
            }
            return kind
        }
    }
}

import ArgumentParser
import FoundationEssentials
import Resources

/// `-f` and `-R`: which manifests a command is about.
struct ManifestOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ArgumentHelp(
            "A manifest, a directory of them, or - for standard input; may be repeated.", valueName: "path"),
        completion: .file())
    var filenames: [String] = []

    @Flag(name: [.customShort("R"), .long], help: "Also look in the directories within a directory.")
    var recursive = false

    /// Reads everything that `-f` names, in that order; the files of a directory in the order of their names.
    func read() throws(CommandFailure) -> [ManifestFile] {
        guard !filenames.isEmpty else {
            throw CommandFailure("no manifests given; use -f FILE, -f DIRECTORY or -f - for standard input")
        }
        var files: [ManifestFile] = []
        for name in filenames {
            let paths = isDirectory(name) ? try manifests(in: name) : [name]
            for path in paths where !files.contains(where: { $0.path == path }) {
                files.append(ManifestFile(path: path == "-" ? "<stdin>" : path, bytes: try readFile(path)))
            }
        }
        return files
    }

    private func manifests(in directory: String) throws(CommandFailure) -> [String] {
        let found = try search(directory)
        guard !found.isEmpty else {
            let hint = recursive ? "" : "; -R also looks in the directories within it"
            throw CommandFailure("no .yaml, .yml or .json file in \(directory)\(hint)")
        }
        return found
    }

    private func search(_ directory: String) throws(CommandFailure) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw CommandFailure("cannot list \(directory): permission denied, or it is gone")
        }
        var found: [String] = []
        // Names with a dot are never manifests: mounted ConfigMaps keep their old versions under such names.
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
            if isDirectory(path) {
                if recursive { found += try search(path) }
            } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                found.append(path)
            }
        }
        return found
    }

    private func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }
}

extension Collection where Element == Diagnostic {
    /// Prints every problem on standard error, one line each.
    func print() {
        for problem in self { Console.note("\(problem.severity.rawValue): \(problem)") }
    }
}

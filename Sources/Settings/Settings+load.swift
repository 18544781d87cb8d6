internal import Resources
internal import YAML

extension Settings {
    /// The configuration of this process. A flag wins over the environment, that over the file, and that over
    /// the default. An empty variable counts as not set.
    ///
    /// - Parameters:
    ///   - file: The path of a YAML file; nil is none.
    ///   - environment: The process's variables; `JQ_<SECTION>_<FIELD>` are read.
    ///   - flags: What the command line says, under keys such as `grpc.port`.
    /// - Throws: `SettingsError` with all that is wrong.
    public static func load(
        file: String? = nil, environment: [String: String] = [:], flags: [String: String] = [:]
    ) throws(SettingsError) -> Settings {
        guard let file else { return try load(bytes: nil, environment: environment, flags: flags) }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try readFile(file)
        } catch {
            throw SettingsError(diagnostics: [.error(error.message, hint: "check the value of --config")])
        }
        return try load(bytes: (bytes, file), environment: environment, flags: flags)
    }

    /// The same without touching the file system.
    package static func load(
        bytes: (bytes: [UInt8], name: String)?, environment: [String: String], flags: [String: String]
    ) throws(SettingsError) -> Settings {
        var loader = SettingsLoader()
        if let bytes {
            let (documents, diagnostics) = parseYAML(bytes.bytes, file: bytes.name)
            loader.problems += diagnostics
            loader.read(documents)
        }
        loader.read(environment: environment)
        loader.read(flags: flags)
        if loader.problems.hasErrors {
            throw SettingsError(diagnostics: loader.problems.filter { $0.severity == .error })
        }
        loader.settings.warnings = loader.problems
        return loader.settings
    }
}

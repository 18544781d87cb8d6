import Resources
import YAML

/// Ends the command when a manifest is bad, after printing everything that is wrong with any of them. Nothing
/// has been sent to the server then.
func refuseBadManifests(_ files: [ManifestFile], andSay consequence: String) throws(CommandFailure) {
    let decoded = decodeManifests(files)
    guard decoded.hasErrors else { return }
    decoded.diagnostics.print()
    let errors = decoded.diagnostics.count { $0.severity == .error }
    throw CommandFailure(
        "\(consequence): \(errors == 1 ? "1 problem" : "\(errors) problems") in the manifests")
}

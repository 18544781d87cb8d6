import Resources
import YAML

/// Ends the command when a manifest is bad, after printing everything that is wrong with any of them. Nothing
/// has been sent to the server then.
func refuseBadManifests(_ files: [ManifestFile], andSay consequence: String) throws(CommandFailure) {
    let decoded = decodeManifests(files)
    guard decoded.hasErrors else { return try refuseNothing(decoded, files, andSay: consequence) }
    decoded.diagnostics.print()
    let errors = decoded.diagnostics.count { $0.severity == .error }
    throw CommandFailure(
        "\(consequence): \(errors == 1 ? "1 problem" : "\(errors) problems") in the manifests")
}

/// Ends the command when no manifest declares anything: an empty file is a slip more often than a wish.
func refuseNothing(
    _ decoded: DecodedManifests, _ files: [ManifestFile], andSay consequence: String
) throws(CommandFailure) {
    guard decoded.resources.isEmpty else { return }
    let place = files.count == 1 ? files[0].path : "\(files.count) files"
    throw CommandFailure("\(consequence): nothing is declared in \(place)")
}

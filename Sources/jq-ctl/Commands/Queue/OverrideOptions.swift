import ArgumentParser
import Resources

/// What every override has: an end, a reason and an owner.
struct OverrideOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("When it ends: after 2h, or at 2026-11-22T18:00Z.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("Why, in a few words; shown wherever the override is.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("Who does it (default: the name of your account).", valueName: "name"))
    var actor: String?

    var owner: String { actor ?? userName() }

    /// How long it lasts from now on.
    func duration() throws(CommandFailure) -> Duration {
        guard let until else {
            throw CommandFailure(
                "say when it ends, such as --until 2h: an override always ends; what should last belongs into "
                    + "the manifest")
        }
        if let duration = try? Duration(manifestText: until) { return duration }
        guard let end = Moment(until) ?? Moment(withSeconds(until)) else {
            throw CommandFailure(
                "--until \"\(until.onOneLine)\" is neither a duration nor a time; write 2h, or 2026-11-22T18:00Z"
            )
        }
        let left = end.micros - Moment.now.micros
        guard left > 0 else { throw CommandFailure("--until \(until) is in the past") }
        return .microseconds(left)
    }

    func requiredReason() throws(CommandFailure) -> String {
        guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
            throw CommandFailure("say why with --reason; whoever meets the override will want to know")
        }
        return reason
    }

    /// "2026-11-22T18:00Z" with the seconds that people leave out.
    private func withSeconds(_ text: String) -> String {
        let minutes = "2026-11-22T18:00".count
        return String(text.prefix(minutes)) + ":00" + String(text.dropFirst(minutes))
    }
}

import Resources

/// The schedule that a word of the command line means: `nightly`, `team-a/nightly`, or as elsewhere
/// `schedule/nightly`.
func scheduleKey(_ word: String, in namespace: String) throws(CommandFailure) -> ResourceKey {
    let hasKind = word.firstIndex(of: "/").map { Kind(argument: String(word[..<$0])) != nil } ?? false
    let keys = try ResourceSelection(hasKind ? [word] : ["schedule", word], in: namespace).onlyKeys()
    guard let key = keys.first, key.kind == .schedule else {
        throw CommandFailure("\"\(word.onOneLine)\" is not a schedule; only schedules tick")
    }
    return key
}

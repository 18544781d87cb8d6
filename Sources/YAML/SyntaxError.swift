internal import Resources

/// What libyaml says when it cannot go on, in its words.
struct SyntaxError: Error {
    let problem: String
    /// What it was doing, such as `while parsing a flow sequence`.
    let context: String
    let mark: Mark
    /// Where that began.
    let contextMark: Mark?
    /// The byte that could not be decoded, from the start of what was read; nil when all is text.
    let offset: Int?
    let isOutOfMemory: Bool
}

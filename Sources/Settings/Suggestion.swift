/// `did you mean "port"?`, or nil when no candidate is near: at most a third of the letters may differ.
func suggestion(for word: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    let tolerance = max(1, max(word.count, best.name.count) / 3)
    return best.distance <= tolerance ? "did you mean \"\(best.name)\"?" : nil
}

/// How many letters must be added, removed or replaced to make one word of the other; letters that only
/// changed places count as one.
private func distance(_ left: String, _ right: String) -> Int {
    if left != right, left.sorted() == right.sorted() { return 1 }
    let letters = Array(right)
    var row = Array(0...letters.count)
    for (index, letter) in left.prefix(64).enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in letters.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[letters.count]
}

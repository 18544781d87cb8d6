/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one word of
/// the other, upper and lower case being the same.
func editDistance(_ left: String, _ right: String) -> Int {
    let a = Array(left.lowercased().unicodeScalars)
    let b = Array(right.lowercased().unicodeScalars)
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var current = [i + 1]
        current.reserveCapacity(b.count + 1)
        for j in b.indices {
            var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                cost = min(cost, beforePrevious[j - 1] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[b.count]
}

/// The candidate that `word` was most likely meant to be, or nil when none is near: at most a third of the
/// letters wrong. Of equally near ones the first.
func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let longestWord = 64
    guard !word.isEmpty, word.unicodeScalars.count <= longestWord else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let distance = editDistance(word, candidate)
        let limit = max(1, max(word.unicodeScalars.count, candidate.unicodeScalars.count) / 3)
        if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
}

/// `did you mean "Queue"?`, or nil when no candidate is near.
package func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    nearest(to: word, among: candidates).map { "did you mean \(quoted($0))?" }
}

/// Why a CEL expression could not be compiled, with the place in the source.
struct CELProblem: Error, Hashable, Sendable {
    /// What is wrong.
    let message: String
    /// Where, in characters from the start of the source.
    let offset: Int

    /// The form in which the server reports it: line and column, the line, and a pointer to the place.
    func report(in source: String) -> String {
        let scalars = Array(source.unicodeScalars)
        let place = min(max(offset, 0), scalars.count)
        var lineStart = 0
        var line = 1
        for index in 0..<place where scalars[index] == "\n" {
            lineStart = index + 1
            line += 1
        }
        var text = ""
        for scalar in scalars[lineStart...] {
            if scalar == "\n" { break }
            text.unicodeScalars.append(scalar == "\t" ? " " : scalar)
        }
        let column = place - lineStart
        let pointer = String(repeating: ".", count: column) + "^"
        return "ERROR: <input>:\(line):\(column + 1): \(message)\n | \(text)\n | \(pointer)"
    }
}

/// Why the evaluation of a CEL expression failed.
struct CELError: Error, Hashable, Sendable {
    /// The text the server puts before `evaluating rule: ...`.
    let message: String

    init(_ message: String) { self.message = message }

    static let noSuchOverload = CELError("no such overload")
    static let integerOverflow = CELError("integer overflow")
    static let unsignedOverflow = CELError("unsigned integer overflow")
    static let durationOverflow = CELError("duration overflow")
    static let timestampOverflow = CELError("timestamp overflow")
    static let divisionByZero = CELError("division by zero")
    static let modulusByZero = CELError("modulus by zero")
    static let costExceeded = CELError("operation cancelled: actual cost limit exceeded")

    static func noSuchKey(_ key: String) -> CELError { CELError("no such key: \(key)") }

    static func conversion(from type: String, to target: String) -> CELError {
        CELError("type conversion error from '\(type)' to '\(target)'")
    }
}

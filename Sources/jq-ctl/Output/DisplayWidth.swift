extension String {
    /// Columns that the text takes on a terminal: two for East Asian wide characters and emoji, none for
    /// combining marks and for characters that only change others.
    var displayWidth: Int {
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.displayWidth }
    }

    /// The text on one line: control characters, which could also be commands to the terminal, are escaped.
    var onOneLine: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var line = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where scalar.isControl: line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// The beginning of the text in at most `columns` columns, with an ellipsis when something is left out.
    func shortened(to columns: Int) -> String {
        guard displayWidth > columns else { return self }
        var text = ""
        var width = 0
        for character in self {
            width += character.displayWidth
            if width > columns - 1 { break }
            text.append(character)
        }
        return text + "…"
    }
}

extension Character {
    /// A character of several scalars (a flag, a family, a letter with accents) is drawn as its first.
    fileprivate var displayWidth: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        let isEmoji = scalar.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
        return isEmoji || wideBlocks.contains(where: { $0.contains(scalar.value) }) ? 2 : 1
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}

/// The blocks of East Asian wide characters (Unicode Standard Annex 11), merged where nothing narrow lies
/// between.
private let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
]

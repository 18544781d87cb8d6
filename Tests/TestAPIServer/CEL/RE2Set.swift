/// A set of characters in a regular expression.
struct RE2Set: Hashable, Sendable {
    /// A part of a set.
    indirect enum Part: Hashable, Sendable {
        case range(UInt32, UInt32)
        /// A general category of Unicode, such as `L` or `Lu`.
        case category(String)
        case not(RE2Set)
    }

    var parts: [Part] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let found = parts.contains { part in
            switch part {
            case .range(let low, let high): low <= scalar.value && scalar.value <= high
            case .category(let name): Self.category(of: scalar).hasPrefix(name)
            case .not(let set): !set.contains(scalar)
            }
        }
        return found != isNegated
    }

    /// The set with both cases of its ASCII letters.
    var ignoringCase: RE2Set {
        var result = self
        for case .range(let low, let high) in parts {
            for value in max(low, 0x41)...max(min(high, 0x7A), max(low, 0x41)) where value <= high {
                guard let scalar = Unicode.Scalar(value), scalar.isASCII, scalar.properties.isAlphabetic
                else { continue }
                result.parts.append(.range(value ^ 0x20, value ^ 0x20))
            }
        }
        return result
    }

    static func single(_ scalar: Unicode.Scalar) -> RE2Set {
        RE2Set(parts: [.range(scalar.value, scalar.value)])
    }

    /// The set of `\d`, `\s` or `\w` (ASCII only in RE2); nil for another letter.
    static func perlClass(_ letter: Unicode.Scalar) -> RE2Set? {
        let base: RE2Set
        switch letter {
        case "d", "D": base = posixClass("digit") ?? RE2Set()
        case "s", "S": base = RE2Set(parts: [.range(9, 10), .range(12, 13), .range(32, 32)])
        case "w", "W": base = posixClass("word") ?? RE2Set()
        default: return nil
        }
        return letter.properties.isUppercase ? RE2Set(parts: base.parts, isNegated: true) : base
    }

    /// The set of `[[:name:]]`; nil for an unknown name.
    static func posixClass(_ name: String) -> RE2Set? {
        let digits = Part.range(0x30, 0x39)
        let upper = Part.range(0x41, 0x5A)
        let lower = Part.range(0x61, 0x7A)
        switch name {
        case "alnum": return RE2Set(parts: [digits, upper, lower])
        case "alpha": return RE2Set(parts: [upper, lower])
        case "ascii": return RE2Set(parts: [.range(0, 0x7F)])
        case "blank": return RE2Set(parts: [.range(9, 9), .range(32, 32)])
        case "cntrl": return RE2Set(parts: [.range(0, 0x1F), .range(0x7F, 0x7F)])
        case "digit": return RE2Set(parts: [digits])
        case "graph": return RE2Set(parts: [.range(0x21, 0x7E)])
        case "lower": return RE2Set(parts: [lower])
        case "print": return RE2Set(parts: [.range(0x20, 0x7E)])
        case "punct":
            return RE2Set(parts: [
                .range(0x21, 0x2F), .range(0x3A, 0x40), .range(0x5B, 0x60), .range(0x7B, 0x7E),
            ])
        case "space": return RE2Set(parts: [.range(9, 13), .range(32, 32)])
        case "upper": return RE2Set(parts: [upper])
        case "word": return RE2Set(parts: [digits, upper, lower, .range(0x5F, 0x5F)])
        case "xdigit": return RE2Set(parts: [digits, .range(0x41, 0x46), .range(0x61, 0x66)])
        default: return nil
        }
    }

    /// The two letters of the scalar's general category.
    static func category(of scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        default: "Cn"
        }
    }
}

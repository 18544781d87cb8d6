/// Floating-point numbers as Go prints them.
enum GoNumber {
    /// Go's `%v` and `strconv`'s `'g'`: the shortest digits, with an exponent below 1e-04 and from 1e+06.
    static func general(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let parts = Parts(number)
        return parts.exponent < -4 || parts.exponent >= 6 ? parts.scientific : parts.plain
    }

    /// Go's `encoding/json`: an exponent only below 1e-6 and from 1e21.
    static func json(_ number: Double) -> String {
        guard number.isFinite, number != 0 else { return number == 0 ? "0" : "null" }
        let parts = Parts(number)
        return parts.exponent < -6 || parts.exponent >= 21 ? parts.scientific : parts.plain
    }

    /// The shortest digits that read back as the number, taken from Swift's own shortest form.
    private struct Parts {
        let isNegative: Bool
        /// Without leading and trailing zeros.
        let digits: [Character]
        /// Of the first digit: 0 for 1 to 9.99.
        let exponent: Int

        init(_ number: Double) {
            isNegative = number < 0
            let text = number.magnitude.description
            let halves = text.split(separator: "e")
            let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
            let whole = Array(mantissa[0])
            var all = whole + Array(mantissa.count > 1 ? mantissa[1] : "")
            var exponent = (halves.count > 1 ? Int(halves[1]) ?? 0 : 0) + whole.count - 1
            while all.count > 1, all.first == "0" {
                all.removeFirst()
                exponent -= 1
            }
            while all.count > 1, all.last == "0" { all.removeLast() }
            digits = all
            self.exponent = exponent
        }

        var scientific: String {
            let rest = digits.count > 1 ? "." + String(digits[1...]) : ""
            let size = String(abs(exponent))
            let sign = exponent < 0 ? "-" : "+"
            return (isNegative ? "-" : "") + "\(digits[0])\(rest)e\(sign)\(size.count < 2 ? "0" : "")\(size)"
        }

        var plain: String {
            var text: String
            if exponent < 0 {
                text = "0." + String(repeating: "0", count: -exponent - 1) + String(digits)
            } else if digits.count <= exponent + 1 {
                text = String(digits) + String(repeating: "0", count: exponent + 1 - digits.count)
            } else {
                text = String(digits[...exponent]) + "." + String(digits[(exponent + 1)...])
            }
            if isNegative { text = "-" + text }
            return text
        }
    }
}

internal import Resources

extension JSONReader {
    /// Reads a number: exact when it is whole, written without fraction and exponent and fits 64 bits, else
    /// as a double.
    mutating func number() throws(MalformedJSON) -> Value {
        let start = position
        if let whole = try skipNumber() { return .int(whole) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw MalformedJSON("the number is too large", offset: start)
        }
        return .double(number)
    }

    /// Reads a whole number that fits 64 bits.
    mutating func int() throws(MalformedJSON) -> Int64 {
        skipSpace()
        let start = position
        guard let whole = try skipNumber() else {
            throw MalformedJSON("expected a whole number of at most 64 bits", offset: start)
        }
        return whole
    }

    /// Passes a number; returns it when it is whole and fits.
    mutating func skipNumber() throws(MalformedJSON) -> Int64? {
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var magnitude: Int64? = 0
        if next == UInt8(ascii: "0") {
            position += 1
            if isDigit(next) { throw error("a number must not begin with 0") }
        } else {
            magnitude = try digits(negative: isNegative)
        }
        if next == UInt8(ascii: ".") {
            magnitude = nil
            position += 1
            _ = try digits(negative: false)
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            magnitude = nil
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            _ = try digits(negative: false)
        }
        return magnitude
    }

    /// Passes at least one digit; returns the number with its sign, nil when it does not fit.
    private mutating func digits(negative: Bool) throws(MalformedJSON) -> Int64? {
        guard isDigit(next) else { throw error("expected a digit") }
        var number: Int64 = 0
        var fits = true
        while isDigit(next) {
            let digit = Int64(next - UInt8(ascii: "0"))
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) =
                negative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            fits = fits && !overflow && !carry
            number = sum
            position += 1
        }
        return fits ? number : nil
    }

    private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}

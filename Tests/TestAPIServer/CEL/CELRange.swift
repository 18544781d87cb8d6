/// A least and a largest number of cost units or of elements; sums and products stop at the largest UInt64.
struct CELRange: Hashable, Sendable {
    var low: UInt64
    var high: UInt64

    init(_ low: UInt64, _ high: UInt64) {
        self.low = low
        self.high = high
    }

    static let zero = CELRange(0, 0)
    static let one = CELRange(1, 1)
    static let unknown = CELRange(0, .max)

    static func + (left: CELRange, right: CELRange) -> CELRange {
        CELRange(add(left.low, right.low), add(left.high, right.high))
    }

    static func * (left: CELRange, right: CELRange) -> CELRange {
        CELRange(multiply(left.low, right.low), multiply(left.high, right.high))
    }

    /// Both ends times `factor`, rounded up.
    static func * (range: CELRange, factor: Double) -> CELRange {
        func scaled(_ number: UInt64) -> UInt64 {
            let product = (Double(number) * factor).rounded(.up)
            return product >= 0x1p64 ? .max : UInt64(product)
        }
        return CELRange(scaled(range.low), scaled(range.high))
    }

    func union(_ other: CELRange) -> CELRange { CELRange(min(low, other.low), max(high, other.high)) }

    static func add(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, hasOverflow) = left.addingReportingOverflow(right)
        return hasOverflow ? .max : sum
    }

    static func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (product, hasOverflow) = left.multipliedReportingOverflow(by: right)
        return hasOverflow ? .max : product
    }
}

extension CELValue {
    /// CEL's `==`: numbers of all types compare by value, lists by their semantics, other types never equal.
    func equals(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.list(let left), .list(let right)): left.equals(right)
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in
                    right.member(key).map { value.equals($0) } ?? false
                }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { value.equals($0) } ?? false }
        case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int),
            (.double, .uint), (.double, .double):
            numericOrder(other) == 0
        default: self == other
        }
    }

    /// -1, 0 or 1 for values that CEL orders; nil for NaN and for types without an order between them.
    func order(_ other: CELValue) -> Int? {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): left == right ? 0 : left ? 1 : -1
        case (.string(let left), .string(let right)): left.utf8.order(right.utf8)
        case (.bytes(let left), .bytes(let right)): left.order(right)
        case (.timestamp(let left), .timestamp(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.duration(let left), .duration(let right)): left < right ? -1 : left == right ? 0 : 1
        default: numericOrder(other)
        }
    }

    private func numericOrder(_ other: CELValue) -> Int? {
        switch (self, other) {
        case (.int(let left), .int(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.uint(let left), .uint(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.int(let left), .uint(let right)):
            left < 0 ? -1 : UInt64(left) < right ? -1 : UInt64(left) == right ? 0 : 1
        case (.uint, .int): other.numericOrder(self).map { -$0 }
        case (.double(let left), .double(let right)):
            left.isNaN || right.isNaN ? nil : left < right ? -1 : left == right ? 0 : 1
        case (.double(let left), .int(let right)): Self.order(left, right)
        case (.double(let left), .uint(let right)): Self.order(left, right)
        case (.int, .double), (.uint, .double): other.numericOrder(self).map { -$0 }
        default: nil
        }
    }

    /// Compares without losing the low bits of a large whole number.
    private static func order<Whole: FixedWidthInteger>(_ left: Double, _ right: Whole) -> Int? {
        if left.isNaN { return nil }
        if let whole = Whole(exactly: left.rounded(.down)) {
            if whole != right { return whole < right ? -1 : 1 }
            return left > left.rounded(.down) ? 1 : 0
        }
        return left < 0 ? -1 : 1
    }
}

extension CELList {
    func equals(_ other: CELList) -> Bool {
        guard elements.count == other.elements.count else { return false }
        switch semantics {
        case .ordered: return zip(elements, other.elements).allSatisfy { $0.equals($1) }
        case .set:
            return elements.allSatisfy { element in other.elements.contains { element.equals($0) } }
        case .keyed(let keys):
            return elements.allSatisfy { element in
                other.elements.contains { element.hasKeys(keys, of: $0) && element.equals($0) }
            }
        }
    }

    /// CEL's `+` of two lists, by the semantics of this one.
    func appending(_ other: CELList) -> CELList {
        var result = self
        for element in other.elements {
            switch semantics {
            case .ordered: result.elements.append(element)
            case .set:
                if !result.elements.contains(where: { $0.equals(element) }) {
                    result.elements.append(element)
                }
            case .keyed(let keys):
                if let index = result.elements.firstIndex(where: { $0.hasKeys(keys, of: element) }) {
                    result.elements[index] = element
                } else {
                    result.elements.append(element)
                }
            }
        }
        return result
    }
}

extension CELValue {
    /// Whether this object and `other` agree in the fields `keys`.
    func hasKeys(_ keys: [String], of other: CELValue) -> Bool {
        guard case .object(let left) = self, case .object(let right) = other else { return false }
        return keys.allSatisfy { left[$0] == right[$0] }
    }
}

extension [CELValue: CELValue] {
    /// The value at `key`, where numeric keys of other types that are equal also count.
    func member(_ key: CELValue) -> CELValue? {
        if let found = self[key] { return found }
        switch key {
        case .int, .uint, .double: return first { $0.key.equals(key) }?.value
        default: return nil
        }
    }
}

extension Sequence<UInt8> {
    /// -1, 0 or 1 by the bytes.
    fileprivate func order(_ other: some Sequence<UInt8>) -> Int {
        if lexicographicallyPrecedes(other) { return -1 }
        return other.lexicographicallyPrecedes(self) ? 1 : 0
    }
}

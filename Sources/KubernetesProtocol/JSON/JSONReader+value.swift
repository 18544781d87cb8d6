internal import Resources

extension JSONReader {
    /// Reads any value into a tree; of a key that is there twice the last counts.
    mutating func value() throws(MalformedJSON) -> Value {
        skipSpace()
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"):
            try enterObject()
            return .object(try members())
        case UInt8(ascii: "["):
            var elements: [Value] = []
            try enterArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try bool())
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw error("expected a value")
        }
    }

    /// Reads the members of the object that was entered. They wait on a stack that all objects share, so that
    /// a dictionary is made once, in its final size: growing it would hash every key again.
    private mutating func members() throws(MalformedJSON) -> [String: Value] {
        let start = waiting.count
        while let key = try nextKey() { waiting.append((key, try value())) }
        if waiting.count == start { return [:] }
        var members = [String: Value](minimumCapacity: waiting.count - start)
        for index in start..<waiting.count { members[waiting[index].key] = waiting[index].value }
        waiting.removeLast(waiting.count - start)
        return members
    }

    /// Reads `true` or `false`.
    mutating func bool() throws(MalformedJSON) -> Bool {
        if isNext(UInt8(ascii: "t")) {
            try literal("true")
            return true
        }
        guard next == UInt8(ascii: "f") else { throw error("expected true or false") }
        try literal("false")
        return false
    }

    /// Passes any value without building it.
    mutating func skip() throws(MalformedJSON) {
        skipSpace()
        switch next {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            try enterObject()
            while try nextMember() { try skip() }
        case UInt8(ascii: "["):
            try enterArray()
            while try nextElement() { try skip() }
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try skipNumber()
        default: throw error("expected a value")
        }
    }

    /// Passes a string; `position` is at its opening quote.
    mutating func skipString() throws(MalformedJSON) {
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                position += 1
                try skipEscape()
            case 0..<0x20: throw error("a control character in a string must be written as an escape")
            default: position += 1
            }
        }
        throw error("expected the end of the string")
    }

    private mutating func skipEscape() throws(MalformedJSON) {
        switch next {
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard hexValue(next) != nil else { throw error("expected four hexadecimal digits") }
                position += 1
            }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        default: throw error("unknown escape")
        }
    }
}

import Resources
import Testing

private func parse(_ text: String) throws(JSONError) -> Value { try Value(json: Array(text.utf8)) }

private func write(_ value: Value) -> String { String(decoding: value.canonicalJSON(), as: UTF8.self) }

@Suite("JSON")
struct JSONTests {
    @Test(
        "Values are read",
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)), ("9223372036854775808", 9_223_372_036_854_775_808.0),
            ("1.5", 1.5), ("1e2", 100.0),
            ("-1.25E-2", -0.0125), ("1.0", 1.0), (#""""#, ""), (#""aé漢""#, "aé漢"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e9\u0041""#, "éA"), (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00x""#, "😀x"),
            (#""\u0000""#, "\u{0}"),
            ("[]", []), ("[ ]", []), ("[1,[2] , {}]", [1, [2], [:]]), ("{}", [:]), ("{ }", [:]),
            (#"{"a":1,"b":{"c":[null]}}"#, ["a": 1, "b": ["c": [nil]]]),
            ("\r\n\t[\n1\t,2\r]\n", [1, 2]),
        ] as [(String, Value)])
    func reads(_ text: String, _ value: Value) throws { #expect(try parse(text) == value) }

    @Test(
        "What is not JSON is refused with its place",
        arguments: [
            ("", "expected a value, but the text ends here at line 1, column 1"),
            ("tru", "expected a value at line 1, column 1"),
            ("nul l", "expected a value at line 1, column 1"),
            ("True", "expected a value at line 1, column 1"), ("NaN", "expected a value at line 1, column 1"),
            ("1 2", "unexpected text after the value at line 1, column 3"),
            ("012", "a number must not begin with 0 at line 1, column 2"),
            ("1.", "expected a digit, but the text ends here at line 1, column 3"),
            (".5", "expected a value at line 1, column 1"), ("+1", "expected a value at line 1, column 1"),
            ("1e", "expected a digit, but the text ends here at line 1, column 3"),
            ("-", "expected a digit, but the text ends here at line 1, column 2"),
            ("1e999", "the number 1e999 is too large at line 1, column 1"),
            ("0x10", "unexpected text after the value at line 1, column 2"),
            ("[1,]", "expected a value at line 1, column 4"),
            ("[1 2]", #"expected "," or "]" after the element at line 1, column 4"#),
            ("[1", #"expected "," or "]" after the element, but the text ends here at line 1, column 3"#),
            ("{\n  a: 1}", "expected a key in double quotes at line 2, column 3"),
            (#"{"a" 1}"#, #"expected ":" after the key at line 1, column 6"#),
            (#"{"a":1,}"#, "expected a key in double quotes at line 1, column 8"),
            (#"{"a":1 "b":2}"#, #"expected "," or "}" after the value at line 1, column 8"#),
            (#"{"a":1,"a":2}"#, #"the key "a" is there twice at line 1, column 8"#),
            (#"{"a":1,"\u0061":2}"#, #"the key "a" is there twice at line 1, column 8"#),
            (#""abc"#, "the string that begins here is not closed at line 1, column 1"),
            ("\"a\nb\"", "a control character in a string must be written as an escape at line 1, column 3"),
            (#""\x""#, "unknown escape at line 1, column 3"),
            (#""\u12g4""#, "expected four hexadecimal digits at line 1, column 6"),
            (#""\ud83d""#, "half of a surrogate pair stands alone at line 1, column 8"),
            (#""\ude00\ud83d""#, "half of a surrogate pair stands alone at line 1, column 8"),
            (#""\ud83dA""#, "half of a surrogate pair stands alone at line 1, column 8"),
            (#""\ud83d\u0041""#, "half of a surrogate pair stands alone at line 1, column 14"),
        ])
    func refuses(_ text: String, _ message: String) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.description == message)
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try Value(json: [0x22] + bytes + [0x22]) }
        #expect(throws: JSONError.self) { try Value(json: [0x22, 0x5C, 0x6E] + bytes + [0x22]) }
    }

    @Test("Depth is bounded")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(Value.maximumJSONDepth)) }
        #expect(throws: JSONError.self) { try parse(nested(Value.maximumJSONDepth + 1)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test("Equal values are written alike")
    func canonical() throws {
        let value: Value = ["b": [1, 1.5, nil, true], "a": "é\"\\\n\u{1}\u{1F}/", "aa": [:], "B": []]
        #expect(
            write(value)
                == "{\"B\":[],\"a\":\"é\\\"\\\\\\n\\u0001\\u001f/\",\"aa\":{},\"b\":[1,1.5,null,true]}")
        #expect(write(try parse(#" {"b" : 1.50, "a": "\u0041"} "#)) == #"{"a":"A","b":1.5}"#)
        #expect(write(.double(1)) == "1.0")
        #expect(write(.double(1e300)) == "1e+300")
    }

    @Test("What is written is read again", arguments: 0..<4)
    func roundTrip(part: UInt64) throws {
        var random = SeededGenerator(seed: part)
        for _ in 0..<500 {
            let value = randomValue(&random, depth: 0)
            #expect(try Value(json: value.canonicalJSON()) == value)
        }
    }

    @Test(
        "Mutated text never takes the process down, and what is read is written and read alike",
        arguments: 0..<4)
    func mutations(part: UInt64) throws {
        var random = SeededGenerator(seed: 100 + part)
        let noise = Array(#"{}[],:"\u0dD8e+-.1tfn /"#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xFF]
        for _ in 0..<3000 {
            var bytes = randomValue(&random, depth: 0).canonicalJSON()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let byte = noise.randomElement(using: &random) ?? 0
                let at = Int.random(in: 0...bytes.count, using: &random)
                if at < bytes.count, Bool.random(using: &random) {
                    bytes[at] = byte
                } else {
                    bytes.insert(byte, at: at)
                }
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count * 2, using: &random)))
            do throws(JSONError) {
                let value = try Value(json: bytes)
                #expect(try Value(json: value.canonicalJSON()) == value)
            } catch {
                #expect(0...bytes.count ~= error.offset)
                #expect(error.line >= 1 && error.column >= 1)
            }
        }
    }

    private func randomValue(_ random: inout SeededGenerator, depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 7), using: &random) {
        case 0: return Bool.random(using: &random) ? .null : .bool(Bool.random(using: &random))
        case 1: return .int(.random(in: .min ... .max, using: &random))
        case 2:
            let double = Double(bitPattern: random.next())
            return .double(double.isFinite ? double : 0.5)
        case 3, 4: return .string(randomText(&random))
        case 5:
            return .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in randomValue(&random, depth: depth + 1)
                })
        default:
            var members: [String: Value] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                members[randomText(&random)] = randomValue(&random, depth: depth + 1)
            }
            return .object(members)
        }
    }

    private func randomText(_ random: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let range: ClosedRange<UInt32> = Bool.random(using: &random) ? 0...0x7F : 0...0x10FFFF
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { text.append(scalar) }
        }
        return String(text)
    }
}

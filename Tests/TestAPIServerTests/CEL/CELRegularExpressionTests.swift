import Testing

@testable import TestAPIServer

@Suite struct CELRegularExpressionTests {
    @Test(arguments: [
        ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "a-b", true), ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "a-", false),
        ("a{2,3}", "aa", true), ("^a{2,3}$", "aaaa", false), ("a{,2}", "a{,2}", true), ("x*?y", "xxy", true),
        ("^(?:a|b)+$", "abab", true), ("(?P<n>a)b", "ab", true), ("(?i)ABC", "abc", true),
        ("a(?i)b", "aB", true), ("(a(?i)b)c", "aBC", false), ("(?s).", "\n", true), (".", "\n", false),
        ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("a$", "a\n", false),
        (#"\bfoo\b"#, "a foo b", true),
        (#"\bfoo\b"#, "afoo", false), (#"\d\D\w\W\s\S"#, "1a_- x", true),
        ("[[:alpha:]]+[[:^digit:]]", "ab", true),
        ("[^a-c]", "b", false), (#"[\]\-]"#, "-", true), ("[]a]", "]", true),
        (#"\pL\p{Lu}\P{L}"#, "aB1", true),
        (#"\x41\x{1F600}"#, "A\u{1F600}", true), (#"\Qa.b\E+"#, "a.bb", true), ("^$", "", true),
        ("|a", "zzz", true),
        ("(a+)+$", String(repeating: "a", count: 3000) + "b", false),
        ("[0-9]{1,3}(\\.[0-9]{1,3}){3}", "1.2.3.4", true),
    ])
    func matchesAsRE2Does(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try RE2(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("a(b", "missing closing ): `a(b`"), ("a)b", "unexpected ): `a)b`"),
        ("[a", "missing closing ]: `[a`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("(?=x)", "invalid or unsupported Perl syntax: `(?=`"), (#"\1"#, #"invalid escape sequence: `\1`"#),
        ("a{1001}", "invalid repeat count: `{1001}`"), ("[z-a]", "invalid character class range: `z-a`"),
        (#"a\"#, "trailing backslash at end of expression: ``"),
    ])
    func refusesWhatRE2Refuses(pattern: String, message: String) {
        #expect(throws: (any Error).self) { try RE2(pattern) }
        do { _ = try RE2(pattern) } catch { #expect(error.message == "error parsing regexp: " + message) }
    }

    @Test func findsTheLeftmostMatchByPreference() throws {
        let text = Array("xabcabc".unicodeScalars)
        #expect(try RE2("ab|abc").firstMatch(in: text) == 1..<3)
        #expect(try RE2("abc|ab").firstMatch(in: text) == 1..<4)
        #expect(try RE2("(abc)*?c").firstMatch(in: text) == 3..<4)
        #expect(try RE2("b").firstMatch(in: text, from: 3) == 5..<6)
        #expect(try RE2("[a-c]{1,3}?").firstMatch(in: text) == 1..<2)
        #expect(try RE2("[a-c]{1,3}").firstMatch(in: text) == 1..<4)
        #expect(try RE2("[a-c]+?").firstMatch(in: text) == 1..<2)
        #expect(try RE2("(?U)[a-c]+").firstMatch(in: text) == 1..<2)
    }
}

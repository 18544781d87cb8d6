import KubernetesProtocol
import Testing

@Suite struct ResourceVersionTests {
    @Test(
        "KEP-5504: numbers of any length have an order, all else has none",
        arguments: [
            ("1", "2", true), ("2", "1", false), ("9", "10", true), ("10", "9", false), ("7", "7", false),
            ("18446744073709551615", "18446744073709551616", true),
            ("340282366920938463463374607431768211455", "340282366920938463463374607431768211454", false),
            ("01", "2", nil), ("0", "1", nil), ("1", "0", nil), ("", "1", nil), ("a", "1", nil),
            ("1", "1a", nil), ("-1", "1", nil), ("abc", "abc", false), ("", "", false), ("١", "2", nil),
        ] as [(String, String, Bool?)])
    func order(left: String, right: String, expected: Bool?) {
        #expect(ResourceVersion(left).isOlder(than: ResourceVersion(right)) == expected)
    }
}

/// What ties together everything that one request causes: it is in every log line of a task and its child
/// tasks, travels in gRPC metadata and HTTP headers, and reaches the job's environment.
public enum CorrelationID {
    /// The id of the current task; nil outside of any request. Set it with
    /// `CorrelationID.$current.withValue(id) { ... }`.
    @TaskLocal public static var current: String?

    /// A new id: 32 hexadecimal digits, random.
    public static func make() -> String { hexadecimal(.random(in: .min ... .max)) }

    private static func hexadecimal(_ number: UInt128) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
}

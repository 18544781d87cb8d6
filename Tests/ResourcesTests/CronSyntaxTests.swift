import Resources
import Testing

@Suite("Cron expressions")
struct CronSyntaxTests {
    private func isValid(_ cron: String) -> Bool {
        let spec: Value = ["cron": .string(cron), "jobTemplate": ["spec": ["queue": "a", "command": ["x"]]]]
        return decode(.schedule, spec).0 != nil
    }

    @Test(
        "that are valid",
        arguments: [
            "* * * * *", "0 3 * * *", "*/15 * * * *", "0 0,12 1 */2 *", "30 0 3 * * *", "59 59 23 31 12 7",
            "0-29/2 * * * *", "5/10 * * * *",
            "0 9 * * MON-FRI", "0 9 * JAN,jul *", "0 9 L * *", "0 9 * * 5L", "0 9 * * friL", "0 9 ? * MON",
            "0 9 15 * ?", "0 9 * * 5-7",
            "0 9 29 2 *", "0 9 31 4,5 *", "0 9 30 2 MON", "0\t9  *  * *", " 0 9 * * * ", "@yearly",
            "@annually", "@monthly", "@weekly",
            "@daily", "@midnight", "@hourly", "0 9 1-7 * *", "0 9 L 2 *", "00 09 * * *",
        ])
    func valid(_ cron: String) { #expect(isValid(cron)) }

    @Test(
        "that are not",
        arguments: [
            "", "*", "* * * *", "* * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
            "* * * 0 *", "* * * 13 *", "* * * * 8",
            "-1 * * * *", "1- * * * *", "5-1 * * * *", "*/0 * * * *", "*/60 * * * *", "1/2/3 * * * *",
            ", * * * *", "1,,2 * * * *", "a * * * *",
            "* * * * MONDAY", "? * * * *", "* * 15W * *", "* * * * 5#2", "* * L-3 * *", "* * 5L * *",
            "* * * * L", "0 9 30 2 *", "0 9 31 4,6 ?",
            "@DAILY", "@reboot", "@every 5m", "99999999999999999999 * * * *", "*-5 * * * *", "1.5 * * * *",
            "٣ * * * *",
        ])
    func invalid(_ cron: String) { #expect(!isValid(cron)) }
}

import Lifecycle
import Testing

@Suite struct NextStepTests {
    private let policy = RetryPolicy(maxRetries: 2, base: .seconds(1), max: .seconds(60), jitter: 0)
    static let ends: [AttemptEnd] = [
        .done, .failed, .failedPermanently, .cancelled, .released, .workerLost, .snoozed(.seconds(30)),
        .discarded,
    ]

    private func step(_ end: AttemptEnd, retries: Int, cancelled: Bool) -> NextStep {
        nextStep(after: end, retryCount: retries, policy: policy, cancelRequested: cancelled, random: 0)
    }

    /// Every end, with and without budget, with and without a request to cancel (REQUIREMENTS R2).
    @Test func everyCombination() {
        let table: [(AttemptEnd, cancelled: Bool, budget: Bool, NextStep)] = [
            (.done, false, true, .finish), (.done, false, false, .finish),
            (.done, true, true, .finish), (.done, true, false, .finish),
            (.failed, false, true, .retry(after: .seconds(1))),
            (.failed, false, false, .deadLetter(.retriesExhausted)),
            (.failed, true, true, .deadLetter(.cancelled)), (.failed, true, false, .deadLetter(.cancelled)),
            (.failedPermanently, false, true, .deadLetter(.permanentFailure)),
            (.failedPermanently, false, false, .deadLetter(.permanentFailure)),
            (.failedPermanently, true, true, .deadLetter(.cancelled)),
            (.failedPermanently, true, false, .deadLetter(.cancelled)),
            (.cancelled, false, true, .deadLetter(.cancelled)),
            (.cancelled, false, false, .deadLetter(.cancelled)),
            (.cancelled, true, true, .deadLetter(.cancelled)),
            (.cancelled, true, false, .deadLetter(.cancelled)),
            (.released, false, true, .giveBack), (.released, false, false, .giveBack),
            (.released, true, true, .deadLetter(.cancelled)),
            (.released, true, false, .deadLetter(.cancelled)),
            (.snoozed(.seconds(30)), false, true, .snooze(for: .seconds(30))),
            (.snoozed(.seconds(30)), false, false, .snooze(for: .seconds(30))),
            (.snoozed(.seconds(30)), true, true, .deadLetter(.cancelled)),
            (.snoozed(.seconds(30)), true, false, .deadLetter(.cancelled)),
            (.discarded, false, true, .deadLetter(.discarded)),
            (.discarded, false, false, .deadLetter(.discarded)),
            (.discarded, true, true, .deadLetter(.cancelled)),
            (.discarded, true, false, .deadLetter(.cancelled)),
            (.workerLost, false, true, .retry(after: .seconds(1))),
            (.workerLost, false, false, .deadLetter(.workerLost)),
            (.workerLost, true, true, .deadLetter(.cancelled)),
            (.workerLost, true, false, .deadLetter(.cancelled)),
        ]
        for (end, cancelled, budget, expected) in table {
            let got = step(end, retries: budget ? 0 : 2, cancelled: cancelled)
            #expect(got == expected, "\(end), cancelled \(cancelled), budget \(budget)")
        }
        #expect(table.count == Self.ends.count * 4)
    }

    /// A job runs at most once more than it may be retried.
    @Test(arguments: 0...5) func failuresAreRetriedExactlyAsOftenAsAllowed(maxRetries: Int) {
        let policy = RetryPolicy(maxRetries: maxRetries)
        var retries = 0
        var attempts = 1
        while case .retry = nextStep(
            after: .failed, retryCount: retries, policy: policy, cancelRequested: false, random: 0.5)
        {
            retries += 1
            attempts += 1
        }
        #expect(attempts == maxRetries + 1)
    }

    @Test func aSnoozeIntoThePastIsNone() {
        #expect(step(.snoozed(.seconds(-5)), retries: 0, cancelled: false) == .snooze(for: .zero))
    }

    @Test func aCountBeyondTheBudgetIsNotRetried() {
        #expect(step(.failed, retries: .max, cancelled: false) == .deadLetter(.retriesExhausted))
    }
}

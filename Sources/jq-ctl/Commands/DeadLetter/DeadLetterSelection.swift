import ArgumentParser
import JobQueueProto
import Resources
import SwiftProtobuf

/// Which dead letters a command is about.
struct DeadLetterSelection: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Only dead letters of this queue.", valueName: "name"))
    var queue: String?

    @Option(
        help: ArgumentHelp(
            "Only these reasons, such as retries-exhausted, permanent-failure, ttl-expired or cancelled.",
            valueName: "reason,..."))
    var reason: [String] = []

    @Option(
        help: ArgumentHelp("Dead since then: an age such as 2h, or a time (RFC 3339).", valueName: "when"))
    var since: String?

    @Option(
        help: ArgumentHelp("Dead before then: an age such as 2h, or a time (RFC 3339).", valueName: "when"))
    var until: String?

    @Option(
        name: [.customShort("l"), .customLong("selector")],
        help: ArgumentHelp("Only with these labels: key=value, key!=value, key, !key.", valueName: "labels"))
    var labels: String?

    @Option(
        help: ArgumentHelp(
            "Only with an error in which this regular expression (PostgreSQL's) is found.",
            valueName: "regex"))
    var error: String?

    mutating func validate() throws {
        for (option, text) in [("--queue", queue), ("--selector", labels), ("--error", error)]
        where text?.isEmpty ?? false {
            throw ValidationError("\(option) is empty; leave it out to have no such condition")
        }
        if reason.contains(where: { $0.isEmpty }) { throw ValidationError("--reason is empty") }
        let times = try [("--since", since), ("--until", until)].map { option, text in
            let time = text.flatMap { past($0) }
            if text != nil, time == nil {
                throw ValidationError(
                    "\(option) is an age such as 2h or 30d, or a time such as 2026-11-02T14:00:00Z")
            }
            return time
        }
        if let since = times[0], let until = times[1], since >= until {
            throw ValidationError("--since is not before --until: nothing can fit")
        }
    }

    /// Nothing is asked for, so that everything fits.
    var isEmpty: Bool {
        queue == nil && reason.isEmpty && since == nil && until == nil && labels == nil && error == nil
    }

    /// The selector of a request, with jobs that were named beside.
    func message(jobs: [String] = []) throws(CommandFailure) -> Jq_V1_DeadLetterSelector {
        var selector = Jq_V1_DeadLetterSelector()
        selector.queueName = queue ?? ""
        selector.reasons = reason.flatMap { $0.split(separator: ",") }.map { word in
            word.uppercased().split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
        }
        if let time = since.flatMap({ past($0) }) { selector.since = time.protobuf }
        if let time = until.flatMap({ past($0) }) { selector.until = time.protobuf }
        selector.labelSelector = labels ?? ""
        selector.errorPattern = error ?? ""
        for id in jobs { selector.jobIds.append(try checkedJobID(id)) }
        return selector
    }
}

/// The time that a word names: RFC 3339, or a duration before now.
private func past(_ word: String) -> Moment? {
    if let moment = Moment(word) { return moment }
    guard let age = try? Duration(manifestText: word), age > .zero, age < .seconds(100_000_000_000) else {
        return nil
    }
    return Moment(micros: Moment.now.micros - milliseconds(age) * 1000)
}

import JobQueueProto
import Resources
import SwiftProtobuf

extension Jq_V1_Redrive {
    static let columns = [
        "redrive id", "state", "rate", "matched", "redriven", "succeeded", "failed", "by", "age",
    ]
    static let wideColumns = columns + ["selector", "message"]

    var cells: [String] {
        [
            redriveID, state, RedriveRate(perSecond: rate).description, "\(matched)", "\(redriven)",
            "\(succeeded)", "\(failed)", actor, hasCreatedAt ? Moment(createdAt).age : "",
        ]
    }

    var wideCells: [String] { cells + [selector.text, message] }

    var hasEnded: Bool { !["RUNNING", "PAUSED"].contains(state) }

    /// Everything worth knowing about the redrive, one fact in a line.
    func description(_ paint: Paint) -> String {
        var facts = Description()
        facts.add("Redrive", redriveID)
        facts.add("State", state)
        facts.add("Message", message)
        facts.add("Selector", selector.text)
        facts.add("Rate", RedriveRate(perSecond: rate).description)
        facts.add(
            "Stops",
            stopAtFailureRate > 0
                ? "above \(FailureShare(share: stopAtFailureRate)) failed, once \(stopAfter) have ended" : nil
        )
        facts.add("Matched", "\(matched)")
        facts.add("Redriven", "\(redriven)")
        facts.add("Succeeded", "\(succeeded)")
        facts.add("Failed", "\(failed)")
        facts.add("By", actor)
        facts.add("Created", hasCreatedAt ? Moment(createdAt).textWithAge : nil)
        facts.add("Updated", hasUpdatedAt ? Moment(updatedAt).textWithAge : nil)
        facts.add("Ended", hasFinishedAt ? Moment(finishedAt).textWithAge : nil)
        return facts.text(paint)
    }

    var document: Value {
        var document: [String: Value] = [
            "state": .string(state), "rate": .double(rate), "stopAtFailureRate": .double(stopAtFailureRate),
            "stopAfter": .int(Int64(stopAfter)), "matched": .int(matched), "redriven": .int(redriven),
            "succeeded": .int(succeeded), "failed": .int(failed), "actor": .string(actor),
            "selector": selector.document,
        ]
        if !redriveID.isEmpty { document["redriveId"] = .string(redriveID) }
        if hasCreatedAt { document["createdAt"] = .string(Moment(createdAt).text) }
        if hasUpdatedAt { document["updatedAt"] = .string(Moment(updatedAt).text) }
        if hasFinishedAt { document["finishedAt"] = .string(Moment(finishedAt).text) }
        if !message.isEmpty { document["message"] = .string(message) }
        return .object(document)
    }
}

extension Jq_V1_DeadLetterSelector {
    /// As the flags that ask for it.
    var text: String {
        var parts: [String] = []
        if !queueName.isEmpty { parts.append("-q \(queueName)") }
        if !reasons.isEmpty { parts.append("--reason \(reasons.joined(separator: ","))") }
        if hasSince { parts.append("--since \(Moment(since).text)") }
        if hasUntil { parts.append("--until \(Moment(until).text)") }
        if !labelSelector.isEmpty { parts.append("-l \(labelSelector)") }
        if !errorPattern.isEmpty { parts.append("--error '\(errorPattern)'") }
        if jobIds.count > 3 {
            parts.append("\(jobIds.count) jobs")
        } else {
            parts += jobIds
        }
        return parts.isEmpty ? "--all" : parts.joined(separator: " ")
    }

    var document: Value {
        var document: [String: Value] = [:]
        if !queueName.isEmpty { document["queue"] = .string(queueName) }
        if !reasons.isEmpty { document["reasons"] = .array(reasons.map { .string($0) }) }
        if hasSince { document["since"] = .string(Moment(since).text) }
        if hasUntil { document["until"] = .string(Moment(until).text) }
        if !labelSelector.isEmpty { document["labelSelector"] = .string(labelSelector) }
        if !errorPattern.isEmpty { document["errorPattern"] = .string(errorPattern) }
        if !jobIds.isEmpty { document["jobIds"] = .array(jobIds.map { .string($0) }) }
        return .object(document)
    }
}

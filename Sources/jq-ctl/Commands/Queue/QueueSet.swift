import ArgumentParser
import JobQueueProto
import Planning
import Resources

/// `jq-ctl queue set`
struct QueueSet: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Override limits of a queue for a while, whatever is declared.",
        discussion: """
            FIELDS
              paused, concurrency.limit, concurrency.perKey, rateLimit.limit,
              rateLimit.period
              "none" takes a limit away; FIELD- ends an override before its time.

            EXAMPLES
              jq-ctl queue set emails concurrency.limit=10 --until 2h --reason "slow relay"
              jq-ctl queue set emails rateLimit.limit=5 rateLimit.period=1m --until 1d
              jq-ctl queue set emails concurrency.limit=none --until 30m --reason "catch up"
              jq-ctl queue set emails concurrency.limit-
            """)

    @Argument(help: "The name of the queue.")
    var name: String

    @Argument(help: ArgumentHelp("FIELD=VALUE, or FIELD- to end an override.", valueName: "settings"))
    var words: [String]

    @OptionGroup var override: OverrideOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if words.isEmpty { throw ValidationError("say what to set, such as concurrency.limit=10") }
    }

    func run(on server: Connection) async throws {
        var settings: [(field: OverridableField, value: Value)] = []
        var ends: [OverridableField] = []
        for word in words {
            switch try OverrideSetting(word) {
            case .set(let field, let value): settings.append((field, value))
            case .end(let field): ends.append(field)
            }
        }
        let named = settings.map(\.field) + ends
        for (index, field) in named.enumerated() where named[..<index].contains(field) {
            throw CommandFailure("\(field.rawValue) is given twice")
        }
        if !settings.isEmpty {
            let fields = Set(settings.map(\.field.rawValue))
            let overrides = try await server.override(name, settings, override).filter {
                fields.contains($0.field)
            }
            if !format.output.isForPeople {
                overrides.print(as: format.output)
            } else {
                for override in overrides { Console.line("queue \(name): \(override.summary)") }
            }
        }
        if !ends.isEmpty { try await end(ends, of: name, by: override.owner, on: server, format.output) }
    }
}

/// Ends overrides and tells what is declared instead.
func end(
    _ fields: [OverridableField], of queue: String, by actor: String, on server: Connection,
    _ format: OutputFormat
) async throws(CommandFailure) {
    let ended = try await server.clearOverrides(queue, fields, by: actor)
    guard format.isForPeople else { return ended.print(as: format) }
    for override in ended {
        Console.line("queue \(queue): \(override.field) is \(override.declaredText) again, as declared")
    }
    if ended.isEmpty { Console.line("queue \(queue) has no such override") }
}

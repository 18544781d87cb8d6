import FoundationEssentials
import Resources

/// The payload of jobs that run a program.
enum CommandJob {
    static func payload(_ words: [String]) -> Data {
        Data(Value.object(["command": .array(words.map { .string($0) })]).canonicalJSON())
    }
}

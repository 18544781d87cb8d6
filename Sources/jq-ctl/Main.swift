import ArgumentParser
import Glibc

/// Runs the command line and turns every way it can end into one line and an exit status.
@main
enum Main {
    static func main() async {
        installSignalHandlers()
        exit(await run())
    }

    /// The exit status. No error leaves this function.
    private static func run() async -> Int32 {
        do {
            var command = try await JqCtl.asyncParseAsRoot(
                argumentsWithCommandFirst(CommandLine.arguments.dropFirst()))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return 0
        } catch let failure as CommandFailure {
            Console.report(failure)
            return failure.exitStatus
        } catch {
            return explain(error)
        }
    }

    /// Help, the version, or what is wrong with the arguments.
    private static func explain(_ error: any Error) -> Int32 {
        let status = JqCtl.exitCode(for: error)
        let text = JqCtl.fullMessage(for: error)
        if text.isEmpty { return status.rawValue }
        if status.isSuccess {
            Console.line(text)
        } else {
            // The same beginning as all our errors have.
            Console.note(text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text)
        }
        return status.rawValue
    }

    /// Ctrl-C ends a watch as it ends any other program, but with an exit status that scripts can test.
    private static func installSignalHandlers() {
        signal(SIGINT) { _ in _exit(130) }
        signal(SIGTERM) { _ in _exit(143) }
    }
}

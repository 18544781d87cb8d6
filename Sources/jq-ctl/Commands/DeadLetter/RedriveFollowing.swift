import Glibc
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// Shows a redrive now and at each change until it has ended. One that did not get to its end ends the command
/// without success.
func watchRedrive(
    _ id: String, on server: Connection, format: OutputFormat, _ paint: Paint
) async throws {
    sayThatItGoesOnWhenInterrupted()
    let isWide = format == .wide
    var table = Table(isWide ? Jq_V1_Redrive.wideColumns : Jq_V1_Redrive.columns)
    var known: Jq_V1_Redrive?
    while true {
        let redrive = try await server.deadLetters {
            try await $0.getRedrive(.with { $0.redriveID = id }, options: $1)
        }.redrive
        if redrive != known {
            switch format {
            case .json: Document.print(redrive.document, as: .json)
            case .yaml:
                Console.out("---\n")
                Document.print(redrive.document, as: .yaml)
            case .name: if known == nil { Console.line(redrive.redriveID) }
            case .table, .wide:
                table.add(isWide ? redrive.wideCells : redrive.cells)
                Console.out(known == nil ? table.text(paint) : table.rowsText(paint))
                table = table.continued()
            }
        }
        known = redrive
        if redrive.hasEnded { break }
        try await Task.sleep(for: .milliseconds(500))
    }
    guard let end = known, end.state != "FINISHED" else { return }
    throw CommandFailure("redrive \(id) is \(end.state)" + (end.message.isEmpty ? "" : ": \(end.message)"))
}

/// Whoever interrupts a watch may think that this ends the redrive.
private func sayThatItGoesOnWhenInterrupted() {
    signal(SIGINT) { _ in
        let text: StaticString =
            "\nThe redrive goes on; `jq-ctl dlq redrives` shows it, `jq-ctl dlq cancel ID` ends it.\n"
        _ = unsafe write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        _exit(130)
    }
}

extension Jq_V1_Redrive {
    /// The whole record.
    func print(as format: OutputFormat, _ paint: Paint) {
        switch format {
        case .json, .yaml: Document.print(document, as: format)
        case .name: Console.line(redriveID)
        case .table, .wide: Console.out(description(paint))
        }
    }
}

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
    let printer = RedrivePrinter(format, paint)
    try await server.redrive(id) { await printer.print($0) }
    guard let end = await printer.last, end.state != "FINISHED" else { return }
    throw CommandFailure("redrive \(id) is \(end.state)" + (end.message.isEmpty ? "" : ": \(end.message)"))
}

/// Prints the states of a redrive below each other.
private actor RedrivePrinter {
    private let format: OutputFormat
    private let paint: Paint
    private var table: Table
    private(set) var last: Jq_V1_Redrive?

    init(_ format: OutputFormat, _ paint: Paint) {
        self.format = format
        self.paint = paint
        table = Table(format == .wide ? Jq_V1_Redrive.wideColumns : Jq_V1_Redrive.columns)
    }

    func print(_ redrive: Jq_V1_Redrive) {
        switch format {
        case .json: Document.print(redrive.document, as: .json)
        case .yaml:
            Console.out("---\n")
            Document.print(redrive.document, as: .yaml)
        case .name: if last == nil { Console.line(redrive.redriveID) }
        case .table, .wide:
            table.add(format == .wide ? redrive.wideCells : redrive.cells)
            Console.out(last == nil ? table.text(paint) : table.rowsText(paint))
            table = table.continued()
        }
        last = redrive
    }
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

import Resources
import Testing
import YAML

@Suite("Files and documents")
struct DocumentTests {
    private static let queue = "apiVersion: jq.dev/v1alpha1\nkind: Queue\nmetadata: {name: emails}\n"

    @Test(
        "Files without a document",
        arguments: ["", "\n", "# only a comment\n", "---\n", "---\n# a\n---\n# b\n...\n", "\u{FEFF}"])
    func nothing(_ text: String) {
        #expect(decode(text).resources.isEmpty)
        #expect(decode(text).diagnostics.isEmpty)
    }

    @Test(
        "Forms of the same file",
        arguments: [
            queue, "\u{FEFF}" + queue, queue.replacing("\n", with: "\r\n"), "---\n" + queue + "...\n",
            "# first\n---\n# second\n---\n" + queue + "---\n", "%YAML 1.2\n---\n" + queue,
            #"{"apiVersion": "jq.dev/v1alpha1", "kind": "Queue", "metadata": {"name": "emails"}}"#,
            "apiVersion: v1\nkind: List\nitems:\n- " + queue.replacing("\n", with: "\n  "),
        ])
    func forms(_ text: String) {
        let decoded = decode(text)
        #expect(decoded.diagnostics.isEmpty)
        #expect(decoded.resources.map(\.key.description) == ["Queue/emails"])
    }

    @Test("Places are counted from 1, in characters, behind a byte order mark too")
    func places() throws {
        let text = "\u{FEFF}\(Self.queue)spec:\n  backoff: {max: 5m}\n"
        let resource = try #require(decode(text, path: "q/é.yaml").resources.first)
        #expect(resource.origin?.description == "q/é.yaml:1:1")
        #expect(resource.marks["spec.backoff.max"] == Mark(file: "q/é.yaml", line: 5, column: 13))
        let documents = parseYAML(Array("{é😀: x}".utf8), file: "a").documents
        #expect(documents.first?["é😀"]?.mark.column == 6)
    }

    @Test("Anchors and aliases")
    func aliases() throws {
        let text = Self.queue + "spec: {timeout: &t 5m, ttl: *t, backoff: {max: *t}}"
        let resource = try #require(decode(text).resources.first)
        #expect(resource.spec == ["timeout": "5m", "ttl": "5m", "backoff": ["max": "5m"]])
    }

    @Test(
        "A broken document hides no other, whatever the break",
        arguments: [
            "spec: {a: [b", "a: \"b", "a: b: c", "\ta: b", "a: *b", "- a\nb: c", "a: @b", "a: \"\\q\"",
            String(repeating: "[", count: 100),
        ])
    func resynchronises(_ broken: String) {
        let text = Self.queue + "---\n" + broken + "\n---\n" + Self.queue.replacing("emails", with: "other")
        let decoded = decode(text)
        #expect(decoded.resources.map(\.key.name) == ["emails", "other"])
        #expect(decoded.diagnostics.count == 1)
        #expect(decoded.resources.last?.origin?.line == 5 + broken.split(separator: "\n").count + 1)
    }

    @Test("Encodings that are not UTF-8")
    func encodings() {
        func report(_ bytes: [UInt8]) -> [String] {
            decodeManifests([ManifestFile(path: "m", bytes: bytes)]).diagnostics.map(\.description)
        }
        let head = Array("a: é\nb: ".utf8)
        #expect(
            report(head + [0xC3, 0x28]) == [
                "the text is not valid UTF-8 at byte 10 at m:2:5; save the file as UTF-8"
            ])
        #expect(report([0xFF, 0xFE, 0x61, 0]) == ["the file is UTF-16 at m:1:1; save it as UTF-8"])
        #expect(report([0xFE, 0xFF, 0, 0x61]) == ["the file is UTF-16 at m:1:1; save it as UTF-8"])
        #expect(
            report(head + [0x1B]) == [
                "a control character at byte 9 at m:2:4; "
                    + "remove it; in double quotes it can be written as an escape such as \"\\x1b\""
            ])
        // Behind a broken document the bytes are still counted from the start of the file.
        #expect(
            report(Array("[\n---\na: ".utf8) + [0xFF]).last
                == "the text is not valid UTF-8 at byte 9 at m:3:4; save the file as UTF-8")
    }

    @Test("A byte that is not text hides no other document")
    func badByteBetweenDocuments() {
        let other = Self.queue.replacing("emails", with: "other")
        let bytes = Array("\(Self.queue)---\n\(other)---\na: ".utf8) + [0xFF] + Array("\n---\n\(other)".utf8)
        let decoded = decodeManifests([ManifestFile(path: "m", bytes: bytes)])
        #expect(decoded.resources.map(\.key.name) == ["emails", "other"])
        #expect(
            decoded.diagnostics.map(\.description) == [
                "the text is not valid UTF-8 at byte 140 at m:9:4; save the file as UTF-8",
                "Queue/other is declared twice at m:11:1; it was first declared at m:5:1",
            ])
    }

    @Test("Large files are read, too large ones refused")
    func size() {
        let line = "# " + String(repeating: "x", count: 97) + "\n"
        let large = Array((String(repeating: line, count: 100_000) + Self.queue).utf8)
        #expect(large.count > 10_000_000)
        #expect(decodeManifests([ManifestFile(path: "m", bytes: large)]).resources.count == 1)
        let tooLarge = [UInt8](repeating: 0x0A, count: 16 * 1024 * 1024 + 1)
        #expect(
            decodeManifests([ManifestFile(path: "m", bytes: tooLarge)]).diagnostics.map(\.description)
                == ["the file has 16777217 bytes, more than 16777216 (16 MiB) at m:1:1; split it"])
    }

    @Test("A large mapping does not take quadratic time, and its duplicates are found")
    func largeMapping() {
        let keys = (0..<50_000).map { "    k\($0): v\n" }.joined()
        let head =
            "apiVersion: jq.dev/v1alpha1\nkind: Job\nmetadata: {name: a}\nspec:\n  queue: q\n  payload:\n"
        #expect(decode(head + keys).resources.count == 1)
        #expect(
            decode(head + keys + "    k777: v\n").diagnostics.map(\.description)
                == ["duplicate key \"k777\" at m.yaml:50007:5; it was first given at m.yaml:784:5"])
    }

    @Test("A file with an error in each of many documents does not take quadratic time")
    func manyErrors() {
        let text = String(repeating: Self.queue + "spec: [\n---\n", count: 5000)
        let diagnostics = decode(text).diagnostics
        #expect(diagnostics.count == 5000)
        #expect(diagnostics.last?.mark?.line == 5000 * 5)
    }

    @Test(
        "A document with a duplicate or merge key gives no resource, whatever else is in it",
        arguments: [
            "spec: {priority: 1, priority: 2}", "spec: {<<: {priority: 1}}", "spec: !!map {priority: 1}",
        ])
    func unsound(_ spec: String) {
        let decoded = decode(Self.queue + spec)
        #expect(decoded.resources.isEmpty && decoded.hasErrors)
        #expect(decoded.diagnostics.map(\.resource?.description) == ["Queue/emails"])
    }

    @Test("A resource that two files declare")
    func duplicates() {
        let files = ["a.yaml", "b.yaml", "c.yaml"].map {
            ManifestFile(path: $0, bytes: Array(Self.queue.utf8))
        }
        let decoded = decodeManifests(files)
        #expect(decoded.resources.map(\.origin?.file) == ["a.yaml"])
        #expect(
            decoded.diagnostics.map(\.description) == [
                "Queue/emails is declared twice at b.yaml:1:1; it was first declared at a.yaml:1:1",
                "Queue/emails is declared twice at c.yaml:1:1; it was first declared at a.yaml:1:1",
            ])
        #expect(decoded.diagnostics.allSatisfy { $0.resource?.name == "emails" })
    }

    @Test("The same name in another namespace or of another kind is another resource")
    func notDuplicates() {
        let text = """
            \(Self.queue)---
            \(Self.queue.replacing("{name: emails}", with: "{name: emails, namespace: team-a}"))---
            \(Self.queue.replacing("Queue", with: "Worker"))
            """
        #expect(
            decode(text).resources.map(\.key.description) == [
                "Queue/emails", "Queue/team-a/emails", "Worker/emails",
            ])
    }

    @Test("What a server adds to an exported resource is skipped")
    func exported() {
        let text = """
            apiVersion: jq.dev/v1alpha1
            kind: Queue
            metadata: {name: emails, uid: 7f, resourceVersion: "12", generation: 1, managedFields: [{a: b}], finalizers: [x]}
            """
        #expect(decode(text).diagnostics.isEmpty)
        #expect(decode(text).resources.count == 1)
    }

    @Test("Only sound documents come out of parseYAML")
    func soundness() {
        let parsed = parseYAML(Array("a: 1\n---\nb: 1\nb: 2\n---\nc: [\n---\nd: 1\n".utf8), file: "m")
        #expect(parsed.documents.map { $0["a"] != nil || $0["d"] != nil } == [true, true])
        #expect(parsed.diagnostics.count == 2)
    }
}

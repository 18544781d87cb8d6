import Resources
import Testing
import YAML

@Suite("Damaged files")
struct HalfWrittenTests {
    private static let sample = """
        apiVersion: jq.dev/v1alpha1
        kind: Schedule
        metadata:
          name: nightly
          labels: {team: "a", tier: b}
        spec:
          cron: "0 3 * * *"
          jobTemplate:
            spec:
              queue: reports
              command: ["sh", '-c', make all]
              env:
                TEXT: |
                  one
                  two
              backoff: &b {base: 5s,
                max: 1h}

        """

    @Test("A file that ends anywhere gives at most one resource, and never takes the process down")
    func everyPrefix() {
        let bytes = Array(Self.sample.utf8)
        for end in 0...bytes.count {
            let decoded = decodeManifests([ManifestFile(path: "m", bytes: Array(bytes[..<end]))])
            #expect(decoded.resources.count <= 1)
            for diagnostic in decoded.diagnostics { #expect(diagnostic.mark != nil, "\(diagnostic)") }
        }
        #expect(decode(Self.sample).resources.count == 1)
    }

    @Test("Mutated files never take the process down, and every error has a place", arguments: 0..<4)
    func mutations(part: UInt64) {
        var random = SeededGenerator(seed: part)
        let noise =
            Array("[]{}:,-#&*!|>'\"%@`?~\n\t \\\u{0}\u{FEFF}<=0aé---\n...\n".utf8) + [0xFF, 0xC0, 0x80]
        for _ in 0..<2000 {
            var bytes = Array((Self.sample + "---\n" + Self.sample).utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.remove(at: at)
                case 1: bytes.insert(noise.randomElement(using: &random) ?? 0, at: at)
                case 2: bytes[at] = noise.randomElement(using: &random) ?? 0
                default: bytes.replaceSubrange(at..<min(at + 20, bytes.count), with: bytes.prefix(10))
                }
            }
            let decoded = decodeManifests([ManifestFile(path: "m", bytes: bytes)])
            #expect(decoded.resources.count <= 2)
            #expect(decoded.diagnostics.allSatisfy { $0.mark != nil })
        }
    }
}

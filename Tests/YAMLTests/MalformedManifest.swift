import Resources
import Testing
import YAML

/// A manifest with something wrong, and exactly what is said about it.
struct MalformedManifest: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let yaml: String
    /// One line for each diagnostic: its severity and its description. The file is called m.yaml.
    let expected: String

    static func document(_ name: String, _ yaml: String, _ expected: String) -> MalformedManifest {
        MalformedManifest(testDescription: name, yaml: yaml, expected: expected)
    }

    static func queue(_ name: String, _ rest: String, _ expected: String) -> MalformedManifest {
        document(name, head("Queue", "emails") + rest, expected)
    }

    static func job(_ name: String, _ rest: String, _ expected: String) -> MalformedManifest {
        document(name, head("Job", "seed") + rest, expected)
    }

    static func schedule(_ name: String, _ rest: String, _ expected: String) -> MalformedManifest {
        document(name, head("Schedule", "nightly") + rest, expected)
    }

    static func workerPool(_ name: String, _ rest: String, _ expected: String) -> MalformedManifest {
        document(name, head("WorkerPool", "pool") + rest, expected)
    }

    /// Three lines, so that the rest begins on line 4.
    private static func head(_ kind: String, _ name: String) -> String {
        "apiVersion: jq.dev/v1alpha1\nkind: \(kind)\nmetadata: {name: \(name)}\n"
    }
}

/// What `jq-ctl` shows for `yaml`, a line for each diagnostic.
func report(_ yaml: String) -> String {
    decode(yaml).diagnostics.map { "\($0.severity): \($0)" }.joined(separator: "\n")
}

func decode(_ yaml: String, path: String = "m.yaml") -> DecodedManifests {
    decodeManifests([ManifestFile(path: path, bytes: Array(yaml.utf8))])
}

@Suite("What is said about malformed manifests")
struct MalformedManifestTests {
    @Test("about fields", arguments: MalformedManifest.fields)
    func fields(_ manifest: MalformedManifest) { #expect(report(manifest.yaml) == manifest.expected) }

    @Test("about types", arguments: MalformedManifest.types)
    func types(_ manifest: MalformedManifest) { #expect(report(manifest.yaml) == manifest.expected) }

    @Test("about names", arguments: MalformedManifest.names)
    func names(_ manifest: MalformedManifest) { #expect(report(manifest.yaml) == manifest.expected) }

    @Test("about rules between fields", arguments: MalformedManifest.rules)
    func rules(_ manifest: MalformedManifest) { #expect(report(manifest.yaml) == manifest.expected) }

    @Test("about cron expressions", arguments: MalformedManifest.cron)
    func cron(_ manifest: MalformedManifest) { #expect(report(manifest.yaml) == manifest.expected) }

    @Test("about YAML", arguments: MalformedManifest.syntax)
    func syntax(_ manifest: MalformedManifest) { #expect(report(manifest.yaml) == manifest.expected) }

    @Test("never a secret", arguments: MalformedManifest.secrets)
    func secrets(_ manifest: MalformedManifest) {
        #expect(report(manifest.yaml) == manifest.expected)
        for diagnostic in decode(manifest.yaml).diagnostics { #expect(!"\(diagnostic)".contains("hunter2")) }
    }

    @Test("An error leaves no resource, a warning leaves it")
    func severities() {
        let all =
            MalformedManifest.fields + MalformedManifest.types + MalformedManifest.names
            + MalformedManifest.rules
            + MalformedManifest.cron + MalformedManifest.secrets
        for manifest in all {
            let decoded = decode(manifest.yaml)
            #expect(decoded.resources.isEmpty == decoded.hasErrors, "\(manifest.testDescription)")
        }
    }

    @Test("Names that are too long")
    func longNames() {
        func queue(_ metadata: String) -> String {
            report("apiVersion: jq.dev/v1alpha1\nkind: Queue\nmetadata: {\(metadata)}")
        }
        func letters(_ count: Int) -> String { String(repeating: "n", count: count) }
        #expect(queue("name: \(letters(253))") == "")
        let shown = "\"\(letters(59))…\""
        #expect(
            queue("name: \(letters(254))")
                == "error: metadata.name: \(shown) has 254 characters at m.yaml:3:18; use at most 253")
        #expect(
            queue("name: a, namespace: \(letters(64))")
                == "error: metadata.namespace: \(shown) has 64 characters at m.yaml:3:32; use at most 63")
        #expect(
            queue("name: a, labels: {owner: \(letters(64))}")
                == "error: metadata.labels.owner: \(shown) has 64 characters at m.yaml:3:37; use at most 63")
    }

    @Test("Depth is bounded, also through aliases")
    func depth() {
        func job(_ payload: String) -> String {
            report(
                "apiVersion: jq.dev/v1alpha1\nkind: Job\nmetadata: {name: a}\nspec: {queue: q, payload: \(payload)}"
            )
        }
        func nested(_ depth: Int, _ inner: String = "") -> String {
            String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
        }
        #expect(job(nested(49)) == "")
        #expect(job(nested(50)).contains("nested more than 48 levels deep at m.yaml:4:76"))
        #expect(
            job(nested(63)) == "error: nested more than 64 levels deep at m.yaml:4:89; flatten the document")
        #expect(
            job("[&a \(nested(40)), \(nested(30, "*a"))]")
                == "error: nested more than 64 levels deep by this alias at m.yaml:4:143")
    }
}

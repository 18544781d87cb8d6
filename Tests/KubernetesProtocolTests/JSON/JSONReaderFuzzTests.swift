@testable import KubernetesProtocol
import Resources
import Testing

/// Ten thousands of damaged inputs, with the decoder of Resources as the second opinion. The generator is
/// seeded: a failure comes again.
@Suite struct JSONReaderFuzzTests {
    static let seeds = [
        #"{"type":"MODIFIED","object":{"apiVersion":"jq.dev/v1alpha1","kind":"Queue","metadata":{"name":"a","#
            + #""namespace":"b","uid":"u","resourceVersion":"184467440","generation":3,"labels":{"x":"y"},"#
            + #""annotations":{"k":"{\"q\":\"é\",\"p\":5}"},"managedFields":[{"f":{"k:{\"a\":1}":{}}}],"#
            + #""ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u","controller":true}],"#
            + #""finalizers":["a","b"]},"spec":{"n":[1,-2,3.5e3,1E-2,0,-0,9223372036854775807],"t":true,"#
            + #""f":false,"z":null,"s":"\ud83d\ude00\u00e9\n\\"},"status":{"a":[[],{},[{}]]}}}"#,
        #"{"kind":"Status","code":410,"reason":"Gone","details":{"name":"x","causes":[{"reason":"a"}]}}"#,
        #"{"kind":"QueueList","metadata":{"continue":"x","remainingItemCount":3},"items":[{"metadata":{}}]}"#,
        #"[1,"a",{"b":[true,false,null]},"\u0041\\\/",1.25e-3,"😀",-17,{"a":{"b":{"c":[[[0]]]}}}]"#,
    ].map { Array($0.utf8) }

    @Test("mutated inputs give the same value or an error in both", arguments: 0..<20)
    func againstTheSecondOpinion(round: Int) {
        var random = SplitMix(state: UInt64(round) &* 7919 &+ 1)
        for _ in 0..<1_000 {
            let input = mutated(Self.seeds[Int(random.next() % UInt64(Self.seeds.count))], &random)
            let text = String(decoding: input, as: UTF8.self)
            var reader = JSONReader(input)
            let mine = Result { try reader.wholeValue() }
            switch (mine, Result { try Value(json: input) }) {
            case (.success(let value), .success(let expected)): #expect(value == expected, "\(text)")
            case (.failure, .failure): break
            case (.success, .failure(let error)):
                // The one difference: of equal keys the last counts here.
                #expect("\(error)".contains("is there twice"), "accepted \(text): \(error)")
            case (.failure(let error), .success): Issue.record("refused \(text): \(error)")
            }
            skipAgrees(input, text, with: mine)
            decodeEverything(input)
        }
    }

    /// Skipping finds the same end as reading, and is laxer only about UTF-8, surrogates and size.
    private func skipAgrees(_ input: [UInt8], _ text: String, with mine: Result<Value, any Error>) {
        var reader = JSONReader(input)
        let skipped = Result {
            try reader.skip()
            try reader.end()
        }
        switch (mine, skipped) {
        case (.success, .failure(let error)): Issue.record("skip refused \(text): \(error)")
        case (.failure(let error), .success):
            let lax = ["UTF-8", "surrogate", "too large"]
            #expect(lax.contains { "\(error)".contains($0) }, "skip accepted \(text): \(error)")
        default: break
        }
    }

    private func decodeEverything(_ input: [UInt8]) {
        _ = try? WatchEvent(line: input)
        _ = try? ObjectList(json: input)
        _ = try? KubernetesObject(json: input)
        _ = APIStatus(httpStatus: 500, body: input)
    }

    @Test("a cut-off input is an error at every byte", arguments: seeds.indices)
    func truncated(index: Int) {
        let seed = Self.seeds[index]
        for end in 0..<seed.count {
            let prefix = Array(seed[..<end])
            #expect(throws: MalformedJSON.self) { try WatchEvent(line: prefix) }
            #expect(throws: MalformedJSON.self) {
                var reader = JSONReader(prefix)
                _ = try reader.wholeValue()
            }
            #expect(throws: MalformedJSON.self) {
                var reader = JSONReader(prefix)
                try reader.skip()
                try reader.end()
            }
        }
    }

    private func mutated(_ seed: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = seed
        let interesting =
            Array(#"{}[]",:\u0d8\n-+.eE019tfnul"#.utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<Int(1 + random.next() % 4) where !bytes.isEmpty {
            let at = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 6 {
            case 0: bytes[at] = interesting[Int(random.next() % UInt64(interesting.count))]
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(interesting[Int(random.next() % UInt64(interesting.count))], at: at)
            case 3: bytes.removeLast(min(bytes.count, 1 + Int(random.next() % 8)))
            case 4:
                let end = min(bytes.count, at + 1 + Int(random.next() % 24))
                bytes.insert(contentsOf: Array(bytes[at..<end]), at: Int(random.next() % UInt64(bytes.count)))
            default: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            }
        }
        return bytes
    }
}

extension JSONReader {
    fileprivate mutating func wholeValue() throws(MalformedJSON) -> Value {
        let value = try value()
        try end()
        return value
    }
}

/// A small generator of random numbers (SplitMix64) that gives the same ones for the same seed.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

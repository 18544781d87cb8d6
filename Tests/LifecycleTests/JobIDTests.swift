import Foundation
import Lifecycle
import Testing

@Suite struct JobIDTests {
    private let text = "018f0a6c-7b3e-7c21-9d40-0123456789ab"

    @Test func theTextComesBackAsItWas() throws {
        let id = try #require(JobID(text))
        #expect(id.high == 0x018f_0a6c_7b3e_7c21 && id.low == 0x9d40_0123_4567_89ab)
        #expect(id.description == text)
        #expect(JobID(text.uppercased()) == id)
        for _ in 0..<200 {
            let random = UUID()
            #expect(JobID(random.uuidString)?.description == random.uuidString.lowercased())
        }
    }

    @Test(arguments: [
        "", "-", "018f0a6c7b3e7c219d400123456789ab", "018f0a6c-7b3e-7c21-9d40-0123456789a",
        "018f0a6c-7b3e-7c21-9d40-0123456789abc", "018f0a6c-7b3e-7c21-9d40-0123456789ag",
        "018f0a6c-7b3e-7c21-9d40_0123456789ab", "018f0a6c-7b3e7-c21-9d40-0123456789ab",
        "{018f0a6c-7b3e-7c21-9d40-0123456789ab}", " 018f0a6c-7b3e-7c21-9d40-0123456789ab",
        "018f0a6c-7b3e-7c21-9d40-0123456789aé", "018f0a6c-7b3e-7c21-9d40-",
        "--------------------------------",
        "018f0a6c-7b3e-7c21-9d40-0123456789ab\u{0}", "٠18f0a6c-7b3e-7c21-9d40-0123456789ab",
    ])
    func whatIsNoIdIsRefused(text: String) { #expect(JobID(text) == nil) }

    @Test func itsTimeVersionAndVariantAreThoseOfVersionSeven() {
        let id = JobID(unixMilliseconds: 1_700_000_000_123, random: (.max, .max))
        #expect(id.unixMilliseconds == 1_700_000_000_123)
        #expect(id.description.split(separator: "-")[2].first == "7")
        #expect(id.low >> 62 == 0b10)
        #expect(JobID(high: 0x018f_0a6c_7b3e_4c21, low: 0).unixMilliseconds == nil)
    }

    /// The order of ids, of their texts and of their times is one.
    @Test func idsSortByTime() {
        let ids = (0..<50).map {
            JobID(unixMilliseconds: 1_000_000 + $0, random: (.random(in: 0...9), .random(in: 0 ... .max)))
        }
        #expect(ids.shuffled().sorted() == ids)
        #expect(ids.map(\.description).sorted() == ids.map(\.description))
        #expect(JobID(high: 1, low: 0) > JobID(high: 0, low: .max))
    }
}

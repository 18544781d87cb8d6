/// Reads typed fields out of a decoded spec in which the defaults are filled in.
///
/// A decoded resource always has what is asked for. One that was put together in code may not; each read then
/// gives the fallback of its type instead of ending the process.
struct SpecReader {
    let value: Value

    init(_ resource: Resource) { value = resource.effectiveSpec }
    init(_ value: Value) { self.value = value }

    func string(_ name: String) -> String? { value[name]?.stringValue }
    func int(_ name: String) -> Int? { value[name]?.intValue.map(Int.init) }
    func double(_ name: String) -> Double? { value[name]?.doubleValue }
    func bool(_ name: String) -> Bool { value[name]?.boolValue ?? false }
    func strings(_ name: String) -> [String] { value[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    func map(_ name: String) -> [String: String] {
        value[name]?.objectValue?.compactMapValues(\.stringValue) ?? [:]
    }

    func duration(_ name: String) -> Duration? { string(name).flatMap { try? Duration(manifestText: $0) } }

    func choice<C: ChoiceField>(_ name: String, _ fallback: C) -> C {
        string(name).flatMap(C.init(rawValue:)) ?? fallback
    }

    func object(_ name: String) -> SpecReader? {
        guard let member = value[name], case .object = member else { return nil }
        return SpecReader(member)
    }
}

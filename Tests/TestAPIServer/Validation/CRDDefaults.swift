internal import Resources

/// What the server fills into a CRD that does not say it.
enum CRDDefaults {
    static func defaulted(_ crd: Value) -> Value {
        guard let spec = crd["spec"], spec.objectValue != nil else { return crd }
        var result = crd
        let kind = spec["names"]?["kind"]?.stringValue ?? ""
        if (spec["names"]?["singular"]?.stringValue ?? "").isEmpty {
            result = result.setting(.string(kind.lowercased()), at: ["spec", "names", "singular"])
        }
        if (spec["names"]?["listKind"]?.stringValue ?? "").isEmpty, !kind.isEmpty {
            result = result.setting(.string(kind + "List"), at: ["spec", "names", "listKind"])
        }
        if spec["conversion"] == nil {
            result = result.setting(["strategy": "None"], at: ["spec", "conversion"])
        }
        if (crd["status"]?["storedVersions"]?.arrayValue ?? []).isEmpty {
            let stored = (spec["versions"]?.arrayValue ?? []).first { $0["storage"] == true }
            if let name = stored?["name"] {
                result = result.setting(.array([name]), at: ["status", "storedVersions"])
            }
        }
        return result
    }
}

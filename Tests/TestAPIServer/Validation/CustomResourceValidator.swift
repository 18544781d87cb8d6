public import Resources

/// What kube-apiserver does with the objects of one CustomResourceDefinition: prunes and defaults them,
/// validates them by schema and CEL rules, and renders them as table rows.
///
/// A model for tests; `LIMITS.md` beside this file lists where it is coarser than the real server.
public struct CustomResourceValidator: Sendable {
    /// The group, such as `jq.dev`.
    public let group: String
    /// The names the CRD declares, with the defaults of the server filled in.
    public let names: CustomResourceNames
    /// Whether objects live in namespaces.
    public let isNamespaced: Bool
    /// The versions, in the order of the CRD.
    public let versions: [CustomResourceVersion]

    /// Reads `crd`, an `apiextensions.k8s.io/v1` CustomResourceDefinition as a client sends it, and refuses
    /// one that the server would refuse: names, versions, structural schema, defaults, rules (types and
    /// cost), columns, subresources. The problem lists every cause.
    public init(crd: Value) throws(CRDProblem) {
        let crd = Self.defaulted(crd: crd)
        let errors = CRDRules.errors(of: crd)
        if !errors.isEmpty { throw CRDProblem(errors.map(\.cause)) }
        let spec = crd["spec"] ?? [:]
        group = spec["group"]?.stringValue ?? ""
        names = CustomResourceNames(spec["names"] ?? [:])
        isNamespaced = spec["scope"] == "Namespaced"
        let (group, kind) = (group, names.kind)
        versions = (spec["versions"]?.arrayValue ?? []).map {
            CustomResourceVersion($0, group: group, kind: kind)
        }
    }

    /// The CRD with what the server fills in: the singular, the kind of lists, the conversion.
    public static func defaulted(crd: Value) -> Value {
        CRDDefaults.defaulted(crd)
    }

    /// Why the server refuses to replace the valid CRD `old` by the valid `new` (HTTP 422): the group, the
    /// plural, the scope and the kind stay, and no version goes in which objects may be stored.
    public static func problem(replacing old: Value, by new: Value) -> CRDProblem? {
        let errors = CRDRules.changeErrors(from: defaulted(crd: old), to: defaulted(crd: new))
        return errors.isEmpty ? nil : CRDProblem(errors.map(\.cause))
    }

    /// The paths of fields that a CRD has and that no CRD can have, sorted, for `fieldValidation`.
    public static func unknownFields(inCRD crd: Value) -> [String] {
        CRDFields.unknown(in: crd)
    }

    /// Decides on a write of `new`.
    ///
    /// - Parameters:
    ///   - new: the object after patches were merged; its `apiVersion` chooses the version. For `scale` the
    ///     whole custom resource with its replicas changed.
    ///   - old: the stored object for an update; nil for a create.
    ///   - subresource: nil, `"status"` or `"scale"`.
    /// - Returns: the object to store, with metadata as `new` has it (uid, generation, resourceVersion and
    ///   managedFields are the caller's business), or the causes of the refusal.
    public func admit(new: Value, old: Value?, subresource: String?) -> AdmissionResult {
        guard let version = version(of: new) else { return .refused([wrongVersion(new)]) }
        let admission = ObjectAdmission(
            version: version, kind: names.kind, group: group, isNamespaced: isNamespaced)
        return admission.admit(new: new, old: old, subresource: subresource)
    }

    /// The paths of fields the schema does not know (they are pruned), sorted, for `fieldValidation=Strict`
    /// (HTTP 400, `strict decoding error: unknown field "spec.x"`) and `Warn` (a warning each).
    public func unknownFields(in object: Value) -> [String] {
        version(of: object)?.unknownFields(in: object) ?? []
    }

    /// `object` as it is read back from storage: pruned and with today's defaults.
    public func decoded(_ object: Value) -> Value {
        version(of: object)?.decoded(object) ?? object
    }

    /// The columns of the Table form: the name, then the CRD's columns (or the age when it declares none).
    /// `wide` false leaves out those with a priority above 0, as a client that prints does; the server itself
    /// sends all of them.
    public func tableColumns(version: String, wide: Bool = true) -> [TableColumn] {
        let columns = self.version(named: version)?.table.columns ?? []
        return wide ? columns : columns.filter { $0.priority == 0 }
    }

    /// The cells of `object`'s row, one for each of ``tableColumns(version:wide:)`` with `wide` true.
    /// `nowMicros` is the time from which ages count, in microseconds since 1970.
    public func tableCells(for object: Value, nowMicros: Int64) -> [Value] {
        version(of: object)?.table.cells(for: object, nowMicros: nowMicros) ?? []
    }

    /// The version of that name, served or not.
    public func version(named name: String) -> CustomResourceVersion? {
        versions.first { $0.name == name }
    }

    /// The version in which objects are stored.
    public var storageVersion: String { versions.first(where: \.isStored)?.name ?? "" }

    private func version(of object: Value) -> CustomResourceVersion? {
        guard let parts = object["apiVersion"]?.stringValue?.split(separator: "/"), parts.count == 2,
            parts[0] == group
        else { return nil }
        return version(named: String(parts[1]))
    }

    private func wrongVersion(_ object: Value) -> AdmissionCause {
        let detail = "no version of \(names.plural).\(group)"
        return FieldError.invalid("apiVersion", object["apiVersion"] ?? .null, detail).cause
    }
}

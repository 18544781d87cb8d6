public import Resources

/// One version of a custom resource: its schema, subresources, columns and selectable fields.
public struct CustomResourceVersion: Sendable {
    /// As in `apiVersion: jq.dev/v1alpha1`.
    public let name: String
    /// Whether clients may use it.
    public let isServed: Bool
    /// Whether objects are stored in it; true for exactly one version.
    public let isStored: Bool
    /// The text of the warning to send with each answer, when the version is deprecated.
    public let deprecationWarning: String?
    /// Whether `/status` exists. Then plain writes cannot change `status`, nor writes of the status the rest.
    public let hasStatus: Bool
    /// What `/scale` reads and writes; nil when it does not exist.
    public let scale: CustomResourceScale?
    /// The JSON paths that field selectors may use beside `metadata.name` and `metadata.namespace`, as
    /// selectors write them: `spec.queue`.
    public let selectableFields: [String]
    /// `schema.openAPIV3Schema` as the CRD has it.
    public let openAPISchema: Value

    let schema: StructuralSchema
    let rules: RuleTree?
    let table: TableRows

    /// Reads an entry of `spec.versions` of a valid CRD.
    init(_ version: Value, group: String, kind: String) {
        name = version["name"]?.stringValue ?? ""
        isServed = version["served"]?.boolValue ?? false
        isStored = version["storage"]?.boolValue ?? false
        let isDeprecated = version["deprecated"]?.boolValue ?? false
        deprecationWarning =
            isDeprecated
            ? version["deprecationWarning"]?.stringValue ?? "\(group)/\(name) \(kind) is deprecated" : nil
        let subresources = version["subresources"] ?? [:]
        hasStatus = subresources["status"]?.objectValue != nil
        scale = subresources["scale"]?.objectValue.map { CustomResourceScale(.object($0)) }
        selectableFields = (version["selectableFields"]?.arrayValue ?? []).compactMap {
            $0["jsonPath"]?.stringValue.map { String($0.dropFirst()) }
        }
        openAPISchema = version["schema"]?["openAPIV3Schema"] ?? [:]
        schema = StructuralSchema(openAPISchema)
        rules = RuleTree(schema, isResource: true)
        table = TableRows(version["additionalPrinterColumns"]?.arrayValue ?? [])
    }

    /// The text a field selector compares with for `field` of `object`; "" when the field is absent.
    public func selectableValue(_ field: String, of object: Value) -> String {
        switch object.member(at: field.split(separator: ".").map(String.init)) {
        case .string(let text)?: text
        case .int(let number)?: String(number)
        case .bool(let flag)?: String(flag)
        default: ""
        }
    }
}

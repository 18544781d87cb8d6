/// What a selector asks of one label.
public enum LabelRequirement: Hashable, Sendable {
    /// The label has this value.
    case equals(String, String)
    /// The label has another value, or is not there.
    case differs(String, String)
    /// The label is there, with whatever value.
    case exists(String)
    /// The label is not there.
    case lacks(String)

    /// The label's name.
    public var key: String {
        switch self {
        case .equals(let key, _), .differs(let key, _), .exists(let key), .lacks(let key): key
        }
    }

    /// Whether a job, or a resource, with these labels fits.
    public func isMet(by labels: [String: String]) -> Bool {
        switch self {
        case .equals(let key, let value): labels[key] == value
        case .differs(let key, let value): labels[key] != value
        case .exists(let key): labels[key] != nil
        case .lacks(let key): labels[key] == nil
        }
    }

    /// As it is written: `team=data`, `tier!=test`, `owner`, `!owner`.
    public var text: String {
        switch self {
        case .equals(let key, let value): "\(key)=\(value)"
        case .differs(let key, let value): "\(key)!=\(value)"
        case .exists(let key): key
        case .lacks(let key): "!\(key)"
        }
    }
}

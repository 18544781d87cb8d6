public import Planning
public import Resources

/// One thing that reconciling asks of the outside. After each of them the controller may die, and the next one must
/// come to the same end; so all of them go through one door (``ReconcilePerformer``), where tests stop it.
public enum ReconcileRequest: Hashable, Sendable {
    /// Put our finalizer on the object with this uid.
    case addFinalizer(ResourceKey, uid: String)
    /// Ask the API server itself, for the cache may be behind.
    case confirmAbsence(ResourceKey)
    /// A definition that is being deleted takes its objects along, which says nothing about each of them.
    case checkDefinition(Kind)
    /// One transaction for all of them.
    case apply(desired: [Resource], delete: [ResourceKey])
    /// Let the object with this uid go.
    case removeFinalizer(ResourceKey, uid: String)
}

/// What came back.
public enum ReconcileResponse: Sendable {
    /// It is done.
    case done
    /// The API server does not have the object.
    case absent
    /// The API server has an object of this name.
    case present
    /// The definition is served, and not being deleted.
    case definitionStands
    /// The definition is gone or on its way out.
    case definitionLeaves
    /// What the transaction found, and did but for what it names as blocked.
    case applied(Plan)
    /// Not done, and worth another try.
    case failed(String)
    /// The database refuses these declarations.
    case refused(String)
}

import Testing

/// Whole controllers, each with a database and an API server of its own: one at a time, for a dozen of them at once
/// leave none of them the time to do anything.
@Suite(.serialized) enum ControllersOfAClusterTests {}

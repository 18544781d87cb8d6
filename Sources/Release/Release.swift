/// The version of everything that is built from this source.
public let releaseVersion = "0.1.0"

public import Resources

/// A program that gives credentials: an exec plugin of `client.authentication.k8s.io`.
public struct CredentialPlugin: Hashable, Sendable {
    /// Whether the program may talk with the user. It never gets our standard input.
    public enum InteractiveMode: String, Hashable, Sendable {
        /// It needs no input.
        case never = "Never"
        /// It can do without.
        case ifAvailable = "IfAvailable"
        /// It cannot do without, so it cannot be used here.
        case always = "Always"
    }

    /// The version of the protocol, such as `client.authentication.k8s.io/v1`.
    public var apiVersion: String
    /// The program: a path, or a name to look up in `PATH`.
    public var command: String
    /// Its arguments.
    public var arguments: [String]
    /// The environment that it gets, without `KUBERNETES_EXEC_INFO`.
    public var environment: [String: String]
    /// What to tell somebody who does not have the program.
    public var installHint: String?
    /// Whether the program may talk with the user.
    public var interactiveMode: InteractiveMode
    /// What the program is told about the cluster; nil when it does not want to know.
    public var cluster: Value?

    /// A plugin.
    public init(
        apiVersion: String, command: String, arguments: [String] = [], environment: [String: String] = [:],
        installHint: String? = nil, interactiveMode: InteractiveMode = .ifAvailable, cluster: Value? = nil
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.installHint = installHint
        self.interactiveMode = interactiveMode
        self.cluster = cluster
    }
}

/// Lets the common flags stand before the command too (`jq-ctl --server-addr host:port get queues`), as other
/// tools of this kind do: moves them behind it, but not behind a "--".
func argumentsWithCommandFirst(_ arguments: some Collection<String>) -> [String] {
    var leading: [String] = []
    var rest = Array(arguments)[...]
    while let flag = rest.first, let count = wordsOfCommonFlag(flag), rest.count >= count {
        leading += rest.prefix(count)
        rest = rest.dropFirst(count)
    }
    guard !leading.isEmpty, !rest.isEmpty else { return Array(arguments) }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest[..<end] + leading + rest[end...]
}

/// How many words the flag takes up, its value included; nil when it is none of the common flags.
private func wordsOfCommonFlag(_ flag: String) -> Int? {
    let withValue = [
        "--server-addr", "--tls-ca", "--tls-cert", "--tls-key", "--tls-server-name", "--token", "--timeout",
        "--namespace", "-n", "--output", "-o", "--kubeconfig", "--context",
    ]
    if withValue.contains(flag) { return 2 }
    if ["--tls", "--no-color", "--all-namespaces", "-A", "--kubernetes"].contains(flag) { return 1 }
    return withValue.contains { flag.hasPrefix($0 + "=") } ? 1 : nil
}

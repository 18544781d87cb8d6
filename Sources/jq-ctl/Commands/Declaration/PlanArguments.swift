import ArgumentParser

/// The flags that decide what a plan contains; the same for `apply` and `diff`, so that both mean the same
/// plan.
struct PlanArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who declares (default: jq-ctl; with --kubernetes: kubernetes). Prune only touches what the same "
                + "owner applied before.", valueName: "name"))
    var owner: String?

    @Flag(help: "Delete what this owner declared before and the manifests no longer hold.")
    var prune = false

    @Option(
        help: ArgumentHelp(
            "Most deletions by prune without --confirm (default: 10, or 20 % of what the owner declares).",
            valueName: "number"))
    var maxPrune: Int32?

    @Option(
        help: ArgumentHelp(
            "Allow a larger prune: the hash of the plan that you have looked at.", valueName: "hash"))
    var confirm: String?

    @Flag(help: "Go on with the good resources when others are bad or blocked.")
    var keepGoing = false

    @Flag(help: "Take over resources that another owner declares.")
    var takeOver = false

    @Option(help: ArgumentHelp("Recorded with every change, for example the git commit.", valueName: "text"))
    var revision: String?

    @Flag(help: "With --kubernetes: take fields that other field managers own.")
    var forceConflicts = false

    mutating func validate() throws {
        if let maxPrune, maxPrune < 1 {
            throw ValidationError("--max-prune must be at least 1; leave out --prune to delete nothing")
        }
    }

    /// What these flags ask for. A cluster's objects are declared by its controller.
    func options(isCluster: Bool) -> DeclarationOptions {
        var options = DeclarationOptions(
            owner: owner ?? (isCluster ? DeclarationOptions.clusterOwner : "jq-ctl"))
        options.prune = prune
        options.maxPrune = maxPrune ?? 0
        options.confirm = confirm ?? ""
        options.keepGoing = keepGoing
        options.takeOver = takeOver
        options.revision = revision ?? ""
        options.forceConflicts = forceConflicts
        return options
    }
}

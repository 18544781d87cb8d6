extension JobSpec {
    /// What a job runs.
    public enum Work: Hashable, Sendable {
        /// A program and its arguments, without a shell.
        case command([String])
        /// JSON for a handler that is part of the worker.
        case payload(Value)
    }

    /// When a changed declaration runs again.
    public enum RunPolicy: String, ChoiceField {
        case oncePerContent = "OncePerContent"
        case oncePerChange = "OncePerChange"
        case oncePerName = "OncePerName"
        case manual = "Manual"

        /// What the case means.
        public var doc: String {
            switch self {
            case .oncePerContent: "Each content runs once; going back to an earlier one runs nothing."
            case .oncePerChange: "Each change of the content runs, also back to an earlier one."
            case .oncePerName: "The name runs once, whatever its content becomes."
            case .manual: "Declaring runs nothing; only a new trigger does."
            }
        }
    }

    /// What becomes of an active run when the declaration changes.
    public enum OnChange: String, ChoiceField {
        case letFinish = "LetFinish"
        case cancelThenRun = "CancelThenRun"
        case queue = "Queue"

        /// What the case means.
        public var doc: String {
            switch self {
            case .letFinish: "It finishes undisturbed beside the new run."
            case .cancelThenRun: "It is cancelled, then the new one runs."
            case .queue: "The new run waits until it has ended."
            }
        }
    }

    /// What becomes of an active run when the declaration is deleted.
    public enum DeletionPolicy: String, ChoiceField {
        case finish = "Finish"
        case cancel = "Cancel"
        case orphan = "Orphan"

        /// What the case means.
        public var doc: String {
            switch self {
            case .finish: "The declaration goes when the run has ended."
            case .cancel: "The run is cancelled."
            case .orphan: "The declaration goes at once, the run goes on."
            }
        }
    }
}

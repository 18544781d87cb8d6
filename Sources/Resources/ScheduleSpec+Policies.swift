extension ScheduleSpec {
    /// What a tick does while the job of an earlier one is active.
    public enum Overlap: String, ChoiceField {
        case skip = "Skip"
        case allow = "Allow"
        case replace = "Replace"
        case bufferOne = "BufferOne"

        /// What the case means.
        public var doc: String {
            switch self {
            case .skip: "The tick does nothing."
            case .allow: "The jobs run side by side."
            case .replace: "The earlier job is cancelled."
            case .bufferOne: "One tick waits for the earlier job to end; further ones do nothing."
            }
        }
    }

    /// Which ticks that passed while nothing ran are made up for.
    public enum MissedPolicy: String, ChoiceField {
        case skip = "Skip"
        case last = "Last"
        case all = "All"

        /// What the case means.
        public var doc: String {
            switch self {
            case .skip: "None."
            case .last: "The last one."
            case .all: "Each of them."
            }
        }
    }

    /// What becomes of a time that the clocks jump over.
    public enum GapPolicy: String, ChoiceField {
        case runAfter = "RunAfter"
        case skip = "Skip"

        /// What the case means.
        public var doc: String {
            switch self {
            case .runAfter: "The tick comes right after the gap."
            case .skip: "There is no tick."
            }
        }
    }

    /// What becomes of a time that comes twice.
    public enum RepeatPolicy: String, ChoiceField {
        case once = "Once"
        case twice = "Twice"

        /// What the case means.
        public var doc: String {
            switch self {
            case .once: "The tick comes the first time only."
            case .twice: "The tick comes both times."
            }
        }
    }
}

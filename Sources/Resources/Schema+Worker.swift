extension Schema {
    static let worker = Schema(
        .worker,
        """
        A worker is one live process that runs jobs. Workers report themselves; a manifest is only needed to \
        drain one.
        """,
        spec: ObjectSchema([
            Field(
                "drain", .bool, default: false,
                "Whether the worker takes no more jobs and only finishes those it has.")
        ]))
}

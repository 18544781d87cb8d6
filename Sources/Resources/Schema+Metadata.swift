/// The fields under `metadata`.
let metadataSchema = ObjectSchema([
    Field(
        "name", .string(.resourceName), required: true, example: "emails",
        "The name, unique for its kind in the namespace: lower-case letters, digits, '-' and '.'."
    ),
    Field(
        "namespace", .string(.namespace), default: "default",
        "The namespace. Names in the namespace default stand alone, others are prefixed: team-a/emails."),
    Field(
        "labels", .map(keys: .labelKey, values: .string(.labelValue)),
        "Keys and values to select resources by."),
    Field(
        "annotations", .map(keys: .labelKey, values: .string(.any)), sensitive: true,
        "Free notes for tools and people; jq reads those that begin with jq.dev/."),
])

/// Fields under `metadata` that an API server sets. They come along in exported resources and carry nothing
/// that was declared, so they are skipped.
let serverSetMetadata: Set<String> = [
    "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
    "deletionGracePeriodSeconds", "managedFields", "ownerReferences", "finalizers", "selfLink",
]

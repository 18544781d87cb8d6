extension APIStatus {
    /// The version or the continue token asked for is no longer kept; both reasons are in use.
    public var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }

    /// The named object is not there.
    public var isNotFound: Bool { code == 404 && details?.name.isEmpty == false }

    /// The path itself is not served: the custom resource definition is missing or its version is not served.
    /// This never means that there are no objects.
    public var isResourceMissing: Bool { code == 404 && !isNotFound }

    /// Somebody else changed the object first, or owns a field (then ``causes`` names the fields).
    public var isConflict: Bool { code == 409 && reason != "AlreadyExists" }

    /// An object of that name is there already.
    public var isAlreadyExists: Bool { code == 409 && reason == "AlreadyExists" }

    /// The rights are missing.
    public var isForbidden: Bool { code == 403 }

    /// The credentials were not accepted.
    public var isUnauthorized: Bool { code == 401 }

    /// The server is overloaded and asks for fewer requests.
    public var isTooManyRequests: Bool { code == 429 || reason == "TooManyRequests" }

    /// The object or the request is invalid; ``causes`` names the fields.
    public var isInvalid: Bool { code == 422 || reason == "Invalid" }

    /// The request cannot be understood.
    public var isBadRequest: Bool { code == 400 }

    /// An error inside the server.
    public var isInternalError: Bool { code == 500 && (reason.isEmpty || reason == "InternalError") }

    /// This server has not reached the version that was asked for: it lags, or the store was restored from a
    /// backup. Older servers say it only in the message.
    public var isTooLargeResourceVersion: Bool {
        causes.contains { $0.reason == "ResourceVersionTooLarge" }
            || (code == 504 || code == 500) && message.contains("Too large resource version")
    }
}

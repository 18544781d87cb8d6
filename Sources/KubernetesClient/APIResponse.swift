public import KubernetesProtocol
public import Resources

/// A successful answer of the API server.
public struct APIResponse: Hashable, Sendable {
    /// The HTTP status, from 200 to 299. 201 tells that the object was created.
    public let status: Int
    /// The body, decompressed.
    public let body: [UInt8]
    /// What the server warns about, such as a deprecated version (`Warning` fields with code 299).
    public let warnings: [String]

    /// An answer made in code.
    public init(status: Int, body: [UInt8], warnings: [String] = []) {
        self.status = status
        self.body = body
        self.warnings = warnings
    }

    /// The body as one object.
    public func object() throws(KubernetesError) -> KubernetesObject {
        do throws(MalformedJSON) {
            return try KubernetesObject(json: body)
        } catch {
            throw malformed(error.description)
        }
    }

    /// The body as one page of a list.
    public func list() throws(KubernetesError) -> ObjectList {
        do throws(MalformedJSON) {
            return try ObjectList(json: body)
        } catch {
            throw malformed(error.description)
        }
    }

    /// The body as any JSON, such as a table.
    public func json() throws(KubernetesError) -> Value {
        do throws(JSONError) {
            return try Value(json: body)
        } catch {
            throw malformed(error.description)
        }
    }

    private func malformed(_ reason: String) -> KubernetesError {
        .malformed(
            "the API server's answer (HTTP \(status), \(body.count) bytes) is not what it should be: "
                + reason)
    }
}

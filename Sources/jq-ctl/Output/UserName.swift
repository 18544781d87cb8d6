import Glibc

/// Who runs this program, for records of what people did: the name of the account, or its number.
func userName() -> String {
    let user = getuid()
    if let entry = unsafe getpwuid(user), let name = unsafe entry.pointee.pw_name {
        let text = unsafe String(cString: name)
        if !text.isEmpty { return text }
    }
    return environment("USER") ?? "uid \(user)"
}

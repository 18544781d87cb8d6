import Foundation
import Resources

/// Writes objects as rows of a `Table`.
struct TableWriter: Sendable {
    var type: ResourceType
    /// Of meta.k8s.io.
    var version: String
    /// `None`, `Metadata` or `Object`: how much of each object goes with its row.
    var includes: String

    func table(of value: Value, withHeader: Bool) -> Value {
        let isList = value["items"] != nil
        let items = value["items"]?.arrayValue ?? [value]
        var metadata: [String: Value] = [:]
        for name in isList ? ["resourceVersion", "continue", "remainingItemCount"] : ["resourceVersion"] {
            let part = value.at("metadata", name)
            metadata[name] = part == "" ? Value?.none : part
        }
        return [
            "apiVersion": .string("meta.k8s.io/\(version)"), "kind": "Table", "metadata": .object(metadata),
            "columnDefinitions": withHeader ? header : .null, "rows": .array(items.map(row)),
        ]
    }

    private var header: Value {
        let name: Value = [
            "name": "Name", "type": "string", "format": "name", "description": "The name of the object.",
            "priority": 0,
        ]
        return .array(
            [name]
                + type.columns.map { column in
                    [
                        "name": .string(column.name), "type": .string(column.type),
                        "format": .string(column.format), "description": .string(column.description),
                        "priority": .int(Int64(column.priority)),
                    ]
                })
    }

    private func row(_ object: Value) -> Value {
        var row: [String: Value] = [
            "cells": .array([.string(object.objectName)] + type.columns.map { cell($0, of: object) })
        ]
        switch includes {
        case "Object": row["object"] = object.presented(as: type)
        case "None": row["object"] = .null
        default: row["object"] = Representation.partial(object, version)
        }
        return .object(row)
    }

    private func cell(_ column: PrinterColumn, of object: Value) -> Value {
        guard let found = JSONPathReader(column.path).values(in: object).first else { return .null }
        switch (column.type, found) {
        case ("date", .string(let text)):
            guard let micros = Timestamp.micros(of: text) else { return "<invalid>" }
            return .string(Self.age(Int64(Date().timeIntervalSince1970) - micros / 1_000_000))
        case ("integer", .double(let number)): return .int(Int64(number))
        case ("string", .string): return found
        case ("string", .int(let number)): return .string(String(number))
        case ("string", .bool(let flag)): return .string(String(flag))
        case ("string", _): return .string(String(decoding: found.canonicalJSON(), as: UTF8.self))
        default: return found
        }
    }

    /// A number of seconds as people read an age: `45s`, `5m30s`, `3h`, `2d5h`.
    static func age(_ seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        let parts = { (large: Int64, sign: String, small: Int64, smallSign: String) in
            small == 0 ? "\(large)\(sign)" : "\(large)\(sign)\(small)\(smallSign)"
        }
        if seconds < 120 { return "\(seconds)s" }
        if minutes < 10 { return parts(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        if hours < 8 { return parts(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        if hours < 192 { return parts(days, "d", hours % 24, "h") }
        if days < 730 { return "\(days)d" }
        if days < 2920 { return parts(days / 365, "y", days % 365, "d") }
        return "\(days / 365)y"
    }
}

import Postgres

extension JobQueueStore {
    /// The life of `batch` jobs as a script for pgbench: the store's own statements for submit, claim and
    /// settle, each a transaction of its own, with arrays that the database makes itself.
    ///
    /// It gives the measure of what this database can do at all. pgbench has it a little easier: nothing but
    /// ids travels over the wire.
    package static func pgbenchLifecycle(batch: Int) -> String {
        func filled(_ value: String) -> String { "array_fill(\(value), ARRAY[\(batch)])" }
        var submit = SubmitSQL.skipping.sql
        let columns = [
            "$2::text[]": filled("'default'::text"),
            "$3::bytea[]": filled("decode(repeat('61', 200), 'hex')"),
            "$4::smallint[]": filled("NULL::smallint"), "$5::int[]": filled("NULL::int"),
            "$6::bigint[]": filled("NULL::bigint"), "$7::bigint[]": filled("NULL::bigint"),
            "$8::bigint[]": filled("NULL::bigint"), "$9::bigint[]": filled("NULL::bigint"),
            "$10::bigint[]": filled("NULL::bigint"), "$11::float8[]": filled("NULL::float8"),
            "$12::text[]": filled("NULL::text"), "$13::bytea[]": filled("NULL::bytea"),
            "$14::text[]": filled("NULL::text"), "$15::text[]": filled("NULL::text"),
            "$16::text[]": filled("NULL::text"), "$17::text[]": filled("NULL::text"),
            "$1::uuid[]": ":ids::uuid[]",
        ]
        for (parameter, value) in columns { submit = submit.replacing(parameter, with: value) }
        let claim = "WITH \(ClaimSQL.taking(ClaimSQL.open, gated: false))"
            .replacing("$1::uuid[]", with: ":ids::uuid[]")
            .replacing("$3::text[]", with: "ARRAY['default']")
            .replacing("$2::uuid[]", with: filled("'00000000-0000-7000-8000-000000000001'::uuid"))
        let settle = SettleSQL.complete.sql.replacing("$1::uuid[]", with: ":ids::uuid[]")
            .replacing("$2::bigint[]", with: ":epochs::bigint[]").replacing(
                "$3::bytea[]", with: filled("''::bytea")
            )
            .replacing("$4::bigint[]", with: filled("0::bigint"))
            .replacing("$4::bigint[]", with: filled("0::bigint"))
        return """
            SELECT array_agg((lpad(to_hex(base + i), 16, '0') || '80000000'
                              || lpad(:client_id::text, 8, '0'))::uuid)::text AS ids
            FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 1024 AS base) b,
                 generate_series(1, \(batch)) AS i \\gset
            \(submit);
            \(claim)
            SELECT array_agg(r.lease_epoch)::text AS epochs, count(j.payload) AS taken
            FROM r CROSS JOIN LATERAL (SELECT payload FROM jobs WHERE jobs.job_id = r.job_id LIMIT 1) j \\gset
            \(settle);
            """
    }
}

extension String {
    /// A parameter's number must not be the beginning of another one's, which the type behind it sees to.
    fileprivate func replacing(_ parameter: String, with value: String) -> String {
        split(separator: parameter, omittingEmptySubsequences: false).joined(separator: value)
    }
}

import Planning
import Postgres
import Resources

/// Reading and writing of declarations.
enum DeclarationSQL {
    /// One declaration is written at a time; a plan holds until it is applied.
    static let lock = Statement("declare_lock", "SELECT pg_advisory_xact_lock(7105000002)")
    static let version = Statement("declare_version", "SELECT version FROM declaration_version")

    static let columns = """
        kind, namespace, name, spec::text, labels::text, annotations::text, owner, generation, file, line, col,
        source_revision, created_at, updated_at
        """
    static let byOwner = Statement(
        "declared_by_owner",
        "SELECT \(columns) FROM resources WHERE owner = $1 ORDER BY kind, namespace, name")
    static let byKey = Statement(
        "declared_by_key",
        """
        SELECT \(columns) FROM resources
        WHERE (kind, namespace, name) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
        """)
    static let list = Statement(
        "declared_list",
        """
        SELECT \(columns) FROM resources
        WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR namespace = $2)
            AND ($3::text IS NULL OR name = $3) AND ($4::text IS NULL OR owner = $4)
        ORDER BY kind, namespace, name
        """)
    static let queues = Statement(
        "declared_queues",
        """
        SELECT \(QueueRecord.columns), c.\(QueueSQL.countColumns.split(separator: ", ").joined(separator: ", c."))
        FROM queues q JOIN queue_counts c ON c.queue_name = q.name
        WHERE $1::text[] IS NULL OR q.name = ANY($1::text[])
        """)
    static let ledger = Statement(
        "declared_ledger",
        """
        SELECT l.namespace, l.name, l.run_key, l.content_key, l.job_id, l.declared_at, l.source_revision,
               COALESCE(l.state, s.status, 'DONE')::text
        FROM ledger l LEFT JOIN job_status s ON s.job_id = l.job_id AND l.state IS NULL
        WHERE (l.namespace, l.name) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY l.declared_at, l.job_id
        """)

    /// A generation counts changes of the spec, as in Kubernetes; labels and places do not move it. Specs are
    /// written in canonical form, so equal ones have equal texts.
    static let upsert = Statement(
        "declare_upsert",
        """
        INSERT INTO resources AS r (kind, namespace, name, spec, labels, annotations, owner, file, line, col,
                                    source_revision)
        SELECT t.kind, t.namespace, t.name, t.spec::json, t.labels::jsonb, t.annotations::jsonb, $7, t.file, t.line,
               t.col, $11
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $8::text[], $9::int[],
                    $10::int[]) AS t(kind, namespace, name, spec, labels, annotations, file, line, col)
        ON CONFLICT (kind, namespace, name) DO UPDATE SET
            generation = r.generation + (r.spec::text <> EXCLUDED.spec::text)::int,
            spec = EXCLUDED.spec, labels = EXCLUDED.labels, annotations = EXCLUDED.annotations, owner = EXCLUDED.owner,
            file = EXCLUDED.file, line = EXCLUDED.line, col = EXCLUDED.col,
            source_revision = COALESCE(EXCLUDED.source_revision, r.source_revision), updated_at = now()
        RETURNING kind, namespace, name, generation
        """)
    static let relocate = Statement(
        "declare_relocate",
        """
        UPDATE resources r SET file = t.file, line = t.line, col = t.col
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[])
            AS t(kind, namespace, name, file, line, col)
        WHERE r.kind = t.kind AND r.namespace = t.namespace AND r.name = t.name
        """)
    static let delete = Statement(
        "declare_delete",
        """
        DELETE FROM resources
        WHERE (kind, namespace, name) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
        """)
    static let revise = Statement(
        "declare_revise",
        """
        INSERT INTO resource_revisions (kind, namespace, name, generation, action, spec, labels, annotations, owner,
                                        actor, source_revision, plan_hash)
        SELECT r.kind, r.namespace, r.name, r.generation, t.action, r.spec, r.labels, r.annotations, r.owner, $5, $6, $7
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
            AS t(kind, namespace, name, action, n)
        JOIN resources r ON r.kind = t.kind AND r.namespace = t.namespace AND r.name = t.name
        ORDER BY t.n
        """)
    static let history = Statement(
        "declared_history",
        """
        SELECT revision, generation, action, spec::text, labels::text, annotations::text, owner, actor, source_revision,
               applied_at, plan_hash
        FROM resource_revisions WHERE kind = $1 AND namespace = $2 AND name = $3 ORDER BY revision DESC LIMIT $4
        """)

    static func keys(_ keys: [ResourceKey]) -> Parameters {
        var parameters = Parameters()
        parameters.append(keys.map(\.kind.rawValue))
        parameters.append(keys.map(\.namespace))
        parameters.append(keys.map(\.name))
        return parameters
    }
}

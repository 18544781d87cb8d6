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
        ORDER BY kind, namespace, name
        """)
    static let keysOfOwner = Statement(
        "declared_keys", "SELECT kind, namespace, name, generation FROM resources WHERE owner = $1")
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
        """)
    /// The same of the queues in $1 alone. The view `queue_counts` would add up what all of them left.
    static let namedQueues = Statement(
        "declared_queues_named",
        """
        SELECT \(QueueRecord.columns),
               COALESCE(t.ready, 0) + COALESCE(d.ready, 0), COALESCE(t.scheduled, 0) + COALESCE(d.scheduled, 0),
               COALESCE(r.assigned, 0), COALESCE(r.running, 0),
               COALESCE(t.done, 0) + COALESCE(d.done, 0), COALESCE(t.dead_lettered, 0) + COALESCE(d.dead_lettered, 0),
               COALESCE(GREATEST(t.done + COALESCE(d.done, 0) - t.earlier_done, 0)
                   / GREATEST(EXTRACT(EPOCH FROM now() - t.earlier_at), 1), 0)::double precision
        FROM queues q
        LEFT JOIN queue_totals t ON t.queue_name = q.name
        LEFT JOIN (SELECT queue_name, sum(ready)::bigint AS ready, sum(scheduled)::bigint AS scheduled,
                          sum(done)::bigint AS done, sum(dead_lettered)::bigint AS dead_lettered
                   FROM queue_deltas WHERE queue_name = ANY($1::text[]) GROUP BY queue_name) d ON d.queue_name = q.name
        LEFT JOIN (SELECT queue_name, count(*) FILTER (WHERE started_at IS NULL) AS assigned,
                          count(started_at) AS running
                   FROM job_running WHERE queue_name = ANY($1::text[]) GROUP BY queue_name) r ON r.queue_name = q.name
        WHERE q.name = ANY($1::text[])
        """)
    static let dependencies = Statement(
        "declared_dependencies",
        """
        SELECT namespace, name, (spec -> 'dependsOn')::text, file, line FROM resources
        WHERE kind = 'Job' AND (spec -> 'dependsOn') IS NOT NULL AND namespace = ANY($1::text[])
        ORDER BY namespace, name
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
    /// Positions in the lists of what $5 has taken, by annotation $6, from the owner in list $4.
    static let spentMoves = Statement(
        "declared_spent_moves",
        """
        SELECT DISTINCT t.n FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
            AS t(kind, namespace, name, former, n)
        JOIN resource_revisions r ON r.kind = t.kind AND r.namespace = t.namespace AND r.name = t.name
        WHERE r.owner = $5 AND r.annotations ->> $6 = t.former
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

extension Parameters {
    /// One list of names, as $1.
    static func names(_ names: [String]) -> Parameters {
        var parameters = Parameters()
        parameters.append(names)
        return parameters
    }
}

-- name: by_ids
-- Artifact records with their newest event, in the order of their ids.
SELECT a.*, coalesce(e.status, 'active') AS status, e.seq, e."at" AS status_at, e.successor_id,
       c."at" AS expired_at
FROM artifacts AS a
LEFT JOIN artifact_expiries AS x ON x.artifact_id = a.artifact_id
LEFT JOIN retention_collections AS c ON c.collection_id = x.collection_id
LEFT JOIN (
    SELECT artifact_id, seq, "at", status, successor_id,
           row_number() OVER (PARTITION BY artifact_id ORDER BY seq DESC) AS position
    FROM artifact_events WHERE artifact_id IN (:artifact_ids*)
) AS e ON e.artifact_id = a.artifact_id AND e.position = 1
WHERE a.artifact_id IN (:artifact_ids*)
ORDER BY a.artifact_id

-- name: insert
-- A new record; no row comes back when the id exists. ON CONFLICT would be refused beside the guards.
INSERT INTO artifacts (
    artifact_id, kind, name, schema_version, format, logical_key, supersedes, file_hash, content_hash,
    size_bytes, storage_uri, summary, producer_kind, producer_id, created_at, recorded_at, record_hash)
SELECT
    :artifact_id, :kind, :name, :schema_version, :format, :logical_key, :supersedes, :file_hash,
    :content_hash, :size_bytes, :storage_uri, :summary, :producer_kind, :producer_id, :created_at,
    :recorded_at, :record_hash
WHERE NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = :artifact_id)
RETURNING artifact_id

-- name: insert_parent
-- Lineage edges, after the child; each parameter is the list of a column.
INSERT INTO artifact_parents (child_id, ordinal, role, parent_id)
SELECT unnest(:child_id), unnest(:ordinal), unnest(:role), unnest(:parent_id)

-- name: insert_event
-- Appends a change of status.
INSERT INTO artifact_events (artifact_id, seq, "at", status, successor_id, actor, reason)
VALUES (:artifact_id, :seq, :at, :status, :successor_id, :actor, :reason)

-- name: events
-- The history of one artifact, oldest first.
SELECT seq, "at", status, successor_id, actor, reason
FROM artifact_events WHERE artifact_id = :artifact_id ORDER BY seq

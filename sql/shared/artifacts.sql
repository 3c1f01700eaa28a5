-- name: by_ids
-- Artifact records with their newest event, in the order of their ids.
SELECT a.*, coalesce(e.status, 'active') AS status, e.seq, e.at AS status_at, e.successor_id,
       c.at AS expired_at
FROM artifacts AS a
LEFT JOIN artifact_expiries AS x ON x.artifact_id = a.artifact_id
LEFT JOIN retention_collections AS c ON c.collection_id = x.collection_id
LEFT JOIN (
    SELECT artifact_id, seq, at, status, successor_id,
           row_number() OVER (PARTITION BY artifact_id ORDER BY seq DESC) AS position
    FROM artifact_events WHERE artifact_id IN (:artifact_ids*)
) AS e ON e.artifact_id = a.artifact_id AND e.position = 1
WHERE a.artifact_id IN (:artifact_ids*)
ORDER BY a.artifact_id

-- name: any
-- One row when the catalog holds at least one artifact.
SELECT 1 AS found FROM artifacts LIMIT 1

-- name: lock
-- Serialises writers of one artifact until the transaction ends; a no-op where writers already are.
SELECT artifact_id FROM artifacts WHERE artifact_id = :artifact_id

-- name: insert
-- A new record; no row comes back when the id exists.
INSERT INTO artifacts (
    artifact_id, kind, name, schema_version, format, logical_key, supersedes, file_hash, content_hash,
    size_bytes, storage_uri, summary, producer_kind, producer_id, created_at, recorded_at, record_hash)
VALUES (
    :artifact_id, :kind, :name, :schema_version, :format, :logical_key, :supersedes, :file_hash,
    :content_hash, :size_bytes, :storage_uri, :summary, :producer_kind, :producer_id, :created_at,
    :recorded_at, :record_hash)
ON CONFLICT DO NOTHING
RETURNING artifact_id

-- name: insert_parent
-- One lineage edge; executed once per parent, after the child.
INSERT INTO artifact_parents (child_id, ordinal, role, parent_id)
VALUES (:child_id, :ordinal, :role, :parent_id)

-- name: insert_event
-- Appends a change of status.
INSERT INTO artifact_events (artifact_id, seq, at, status, successor_id, actor, reason)
VALUES (:artifact_id, :seq, :at, :status, :successor_id, :actor, :reason)

-- name: events
-- The history of one artifact, oldest first.
SELECT seq, at, status, successor_id, actor, reason
FROM artifact_events WHERE artifact_id = :artifact_id ORDER BY seq

-- name: page_ids
-- Newest first, every filter optional; the cursor is the last row already seen.
SELECT a.artifact_id
FROM artifacts AS a
WHERE TRUE
  AND a.kind = :kind --? kind
  AND a.name = :name --? name
  AND a.logical_key = :logical_key --? logical_key
  AND a.file_hash = :file_hash --? file_hash
  AND a.content_hash = :content_hash --? content_hash
  AND a.producer_id = :producer_id --? producer_id
  AND a.created_at >= :min_created_at --? min_created_at
  AND a.created_at <= :max_created_at --? max_created_at
  AND coalesce((SELECT e.status FROM artifact_events AS e WHERE e.artifact_id = a.artifact_id ORDER BY e.seq DESC LIMIT 1), 'active') = :status --? status
  AND a.created_at <= :cursor_created_at --? cursor_created_at
  AND (a.created_at < :cursor_created_at OR a.artifact_id < :cursor_id) --? cursor_created_at
ORDER BY a.created_at DESC, a.artifact_id DESC
LIMIT :limit --? limit

-- name: parents_of
-- Lineage edges from these artifacts to those they were made from.
SELECT child_id, parent_id, role FROM artifact_parents
WHERE child_id IN (:artifact_ids*) ORDER BY child_id, ordinal

-- name: children_of
-- Lineage edges to these artifacts from those made from them.
SELECT child_id, parent_id, role FROM artifact_parents
WHERE parent_id IN (:artifact_ids*) ORDER BY parent_id, child_id, ordinal

-- name: storage_uris
-- Every place with bytes that some artifact still needs.
SELECT DISTINCT a.storage_uri
FROM artifacts AS a
LEFT JOIN artifact_expiries AS x ON x.artifact_id = a.artifact_id
WHERE x.artifact_id IS NULL
ORDER BY a.storage_uri

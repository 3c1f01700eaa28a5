-- name: histories
-- The changes of status of these artifacts, oldest first.
SELECT artifact_id, seq, "at", status, successor_id, actor, reason FROM artifact_events
WHERE artifact_id IN (SELECT unnest(CAST(:artifact_ids AS VARCHAR[])))
ORDER BY artifact_id, seq

-- name: insert_tombstone
-- Changes of status; each parameter is the list of a column.
INSERT INTO artifact_events (artifact_id, seq, "at", status, successor_id, actor, reason)
SELECT unnest(CAST(:artifact_id AS VARCHAR[])), unnest(CAST(:seq AS INTEGER[])),
       unnest(CAST(:at AS BIGINT[])), unnest(CAST(:status AS VARCHAR[])),
       unnest(CAST(:successor_id AS VARCHAR[])), unnest(CAST(:actor AS VARCHAR[])),
       unnest(CAST(:reason AS VARCHAR[]))

-- name: insert_expiry
-- Artifacts whose bytes are not kept any more; each parameter is the list of a column.
INSERT INTO artifact_expiries (artifact_id, collection_id, because)
SELECT unnest(CAST(:artifact_id AS VARCHAR[])), unnest(CAST(:collection_id AS VARCHAR[])),
       unnest(CAST(:because AS VARCHAR[]))

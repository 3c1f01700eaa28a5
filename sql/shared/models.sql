-- name: insert_name
-- A name that has no versions yet; else nothing.
INSERT INTO models (model_name, n_versions)
SELECT :model_name, 0
WHERE NOT EXISTS (SELECT 1 FROM models WHERE model_name = :model_name)

-- name: next_version
-- The number of the version to add; the name belongs to this writer until the transaction ends.
UPDATE models SET n_versions = n_versions + 1 WHERE model_name = :model_name RETURNING n_versions AS version

-- name: insert_version
-- A new version.
INSERT INTO model_versions (
    model_name, version, config, config_hash, metrics, tags, flavour, flavour_details, pickled, signature,
    model_digest, prediction_digest, requirements, run_id, run_name, experiment_id, input_artifacts, file_name,
    created_at, recorded_at, file_hash, size_bytes, storage_uri, redactions, record_hash)
VALUES (
    :model_name, :version, :config, :config_hash, :metrics, :tags, :flavour, :flavour_details, :pickled, :signature,
    :model_digest, :prediction_digest, :requirements, :run_id, :run_name, :experiment_id, :input_artifacts, :file_name,
    :created_at, :recorded_at, :file_hash, :size_bytes, :storage_uri, :redactions, :record_hash)

-- name: by_version
-- One version; at most one row.
SELECT * FROM model_versions WHERE model_name = :model_name AND version = :version

-- name: newest
-- Versions of a name, newest first; the cursor is the last one already seen.
SELECT * FROM model_versions
WHERE model_name = :model_name
  AND version < :cursor --? cursor
ORDER BY version DESC
LIMIT :limit --? limit

-- name: names
-- Names that have versions.
SELECT model_name FROM models WHERE n_versions > 0 ORDER BY model_name

-- name: aliases
-- Where the aliases of a name point.
SELECT alias, version FROM model_aliases WHERE model_name = :model_name ORDER BY alias

-- name: move_alias
-- Points an alias that is there to another version.
UPDATE model_aliases SET version = :version WHERE model_name = :model_name AND alias = :alias

-- name: insert_alias
-- Points a new alias to a version.
INSERT INTO model_aliases (model_name, alias, version) VALUES (:model_name, :alias, :version)

-- name: delete_alias
-- Removes an alias.
DELETE FROM model_aliases WHERE model_name = :model_name AND alias = :alias

-- name: insert_history
-- A history without events; nothing when it is there.
INSERT INTO model_histories (model_name, last_seq, projected_seq)
SELECT :model_name, 0, 0
WHERE NOT EXISTS (SELECT 1 FROM model_histories WHERE model_name = :model_name)

-- name: held
-- How far a history and its projection have gone; held until the transaction ends.
SELECT last_seq, projected_seq FROM model_histories WHERE model_name = :model_name

-- name: progress
-- How far a history and its projection have gone.
SELECT last_seq, projected_seq FROM model_histories WHERE model_name = :model_name

-- name: advance
-- Compare-and-set on the last event: no row changes when another writer came first.
UPDATE model_histories SET last_seq = :seq WHERE model_name = :model_name AND last_seq = :after_seq

-- name: project
-- The aliases have followed up to an event; no row changes when they had gone further.
UPDATE model_histories SET projected_seq = :seq
WHERE model_name = :model_name AND projected_seq < :seq AND last_seq >= :seq

-- name: insert_event
-- Appends to the history of a model.
INSERT INTO model_events (
    model_name, seq, "at", kind, version, champion, previous_champion, actor, reason, evidence, journal_entry_id,
    redactions, record_hash)
VALUES (
    :model_name, :seq, :at, :kind, :version, :champion, :previous_champion, :actor, :reason, :evidence,
    :journal_entry_id, :redactions, :record_hash)

-- name: last_event
-- The newest event of a model; at most one row.
SELECT * FROM model_events WHERE model_name = :model_name ORDER BY seq DESC LIMIT 1

-- name: events
-- The history of a model, oldest first.
SELECT * FROM model_events WHERE model_name = :model_name ORDER BY seq

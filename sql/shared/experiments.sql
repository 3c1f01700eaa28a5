-- name: by_id
-- One experiment; at most one row.
SELECT *
FROM experiments
WHERE experiment_id = :experiment_id

-- name: for_update
-- One experiment, locked against other writers until the transaction ends.
SELECT *
FROM experiments
WHERE experiment_id = :experiment_id

-- name: by_keys
-- The experiments of a list of keys, newest first.
SELECT *
FROM experiments
WHERE k IN (:keys*)
ORDER BY created_at DESC, experiment_id DESC

-- name: insert
-- A new experiment; no row comes back when the id exists.
INSERT INTO experiments (
    experiment_id, name, description, inputs, n_inputs, config, required_outputs, git_commit, git_dirty,
    engine_version, environment, created_at, recorded_at, config_hash, definition_hash, revision,
    status, outputs, state_hash)
VALUES (
    :experiment_id, :name, :description, :inputs, :n_inputs, :config, :required_outputs, :git_commit,
    :git_dirty, :engine_version, :environment, :created_at, :recorded_at, :config_hash,
    :definition_hash, :revision, :status, :outputs, :state_hash)
ON CONFLICT DO NOTHING
RETURNING k

-- name: insert_input
-- One edge from an experiment to an artifact it reads; executed once per input.
INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal)
VALUES (:artifact_id, :created_at, :k, :role, :ordinal)

-- name: insert_output
-- One edge from an experiment to an artifact it produced; executed once per slot.
INSERT INTO experiment_outputs (k, slot, artifact_id) VALUES (:k, :slot, :artifact_id)

-- name: insert_event
-- Appends to the history of an experiment, before its row changes.
INSERT INTO experiment_events (k, seq, at, kind, status, actor, reason)
VALUES (:k, :seq, :at, :kind, :status, :actor, :reason)

-- name: update_state
-- Compare-and-set on the revision: no row changes when another writer came first.
UPDATE experiments
SET revision = :revision, status = :status, outputs = :outputs, started_at = :started_at,
    completed_at = :completed_at, duration_ms = :duration_ms, error = :error, state_hash = :state_hash
WHERE k = :k AND revision = :expected_revision

-- name: events
-- The history of one experiment, oldest first.
SELECT seq, at, kind, status, actor, reason FROM experiment_events WHERE k = :k ORDER BY seq

-- name: page
-- Newest first, every filter optional; the cursor is the last row already seen. A kind of few
-- artifacts and readers is a short list of keys; a common kind is met soon, so each row is asked in turn.
SELECT *
FROM experiments AS e
WHERE TRUE
  AND status = :status --? status
  AND git_commit = :git_commit --? git_commit
  AND created_at >= :min_created_at --? min_created_at
  AND created_at <= :max_created_at --? max_created_at
  AND created_at <= :cursor_created_at --? cursor_created_at
  AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? cursor_created_at
  AND CASE WHEN (SELECT count(*) FROM (SELECT 1 AS found FROM artifacts AS a WHERE a.kind = :artifact_type LIMIT 100) AS first_ones) < 100 --? artifact_type
            AND (SELECT count(*) FROM (SELECT 1 AS found FROM artifacts AS a CROSS JOIN experiment_inputs AS i WHERE a.kind = :artifact_type AND i.artifact_id = a.artifact_id LIMIT 1000) AS first_ones) < 1000 --? artifact_type
      THEN k IN (SELECT i.k FROM artifacts AS a JOIN experiment_inputs AS i ON i.artifact_id = a.artifact_id WHERE a.kind = :artifact_type UNION ALL SELECT o.k FROM artifacts AS a JOIN experiment_outputs AS o ON o.artifact_id = a.artifact_id WHERE a.kind = :artifact_type) --? artifact_type
      ELSE EXISTS (SELECT 1 FROM experiment_inputs AS i CROSS JOIN artifacts AS a WHERE i.k = e.k AND a.artifact_id = i.artifact_id AND a.kind = :artifact_type) --? artifact_type
        OR EXISTS (SELECT 1 FROM experiment_outputs AS o CROSS JOIN artifacts AS a WHERE o.k = e.k AND a.artifact_id = o.artifact_id AND a.kind = :artifact_type) END --? artifact_type
ORDER BY created_at DESC, experiment_id DESC
LIMIT :limit --? limit

-- name: count_by_status
-- How many experiments pass the same filters, by status.
SELECT status, count(*) AS n
FROM experiments AS e
WHERE TRUE
  AND status = :status --? status
  AND git_commit = :git_commit --? git_commit
  AND created_at >= :min_created_at --? min_created_at
  AND created_at <= :max_created_at --? max_created_at
  AND k IN (SELECT i.k FROM artifacts AS a JOIN experiment_inputs AS i ON i.artifact_id = a.artifact_id WHERE a.kind = :artifact_type UNION SELECT o.k FROM artifacts AS a JOIN experiment_outputs AS o ON o.artifact_id = a.artifact_id WHERE a.kind = :artifact_type) --? artifact_type
GROUP BY status
ORDER BY status

-- name: keys_by_input
-- Experiments that read any of the artifacts, newest first.
SELECT DISTINCT e.k, e.created_at, e.experiment_id
FROM experiment_inputs AS i
JOIN experiments AS e ON e.k = i.k
WHERE i.artifact_id IN (:artifact_ids*)
  AND i.role = :role --? role
  AND i.created_at <= :cursor_created_at --? cursor_created_at
  AND (e.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
ORDER BY e.created_at DESC, e.experiment_id DESC
LIMIT :limit --? limit

-- name: is_popular
-- One row when keys_by_popular_input is to be taken instead; no row where one index serves all.
SELECT 1 AS found WHERE FALSE

-- name: keys_by_all_inputs
-- Experiments that read every one of the artifacts, newest first.
SELECT e.k, e.created_at, e.experiment_id
FROM experiment_inputs AS i
JOIN experiments AS e ON e.k = i.k
WHERE i.artifact_id IN (:artifact_ids*)
  AND i.role = :role --? role
  AND i.created_at <= :cursor_created_at --? cursor_created_at
  AND (e.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
GROUP BY e.k, e.created_at, e.experiment_id
HAVING count(DISTINCT i.artifact_id) = :n_artifacts
ORDER BY e.created_at DESC, e.experiment_id DESC
LIMIT :limit --? limit

-- name: insert
-- A new experiment; no row comes back when the id exists. ON CONFLICT would be refused beside the guards.
INSERT INTO experiments (
    experiment_id, name, description, inputs, n_inputs, config, required_outputs, git_commit, git_dirty,
    engine_version, environment, created_at, recorded_at, config_hash, definition_hash, revision,
    status, outputs, started_at, completed_at, duration_ms, error, state_hash)
SELECT
    :experiment_id, :name, :description, :inputs, :n_inputs, :config, :required_outputs, :git_commit,
    :git_dirty, :engine_version, :environment, :created_at, :recorded_at, :config_hash,
    :definition_hash, :revision, :status, :outputs, :started_at, :completed_at, :duration_ms, :error,
    :state_hash
WHERE NOT EXISTS (SELECT 1 FROM experiments WHERE experiment_id = :experiment_id)
RETURNING k

-- name: insert_input
-- Edges from an experiment to the artifacts it reads; each parameter is the list of a column.
INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal)
SELECT unnest(:artifact_id), unnest(:created_at), unnest(:k), unnest(:role), unnest(:ordinal)

-- name: insert_output
-- Edges from an experiment to the artifacts it produced; each parameter is the list of a column.
INSERT INTO experiment_outputs (k, slot, artifact_id)
SELECT unnest(:k), unnest(:slot), unnest(:artifact_id)

-- name: insert_event
-- Appends to the history of an experiment, before its row changes.
INSERT INTO experiment_events (k, seq, "at", kind, status, actor, reason)
VALUES (:k, :seq, :at, :kind, :status, :actor, :reason)

-- name: events
-- The history of one experiment, oldest first.
SELECT seq, "at", kind, status, actor, reason FROM experiment_events WHERE k = :k ORDER BY seq

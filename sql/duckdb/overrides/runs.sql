-- name: insert
-- A new run; no row comes back when the id exists. ON CONFLICT would be refused beside the guards.
INSERT INTO runs (
    run_id, name, kind, config, datasets, tags, seed, experiment_id, parent_run_id, results_dir, git_commit,
    origin, redactions, created_at, recorded_at, config_hash, definition_hash, revision, status, metrics,
    started_at, heartbeat_at, lease_expires_at, state_hash)
SELECT
    :run_id, :name, :kind, :config, :datasets, :tags, :seed, :experiment_id, :parent_run_id, :results_dir,
    :git_commit, :origin, :redactions, :created_at, :recorded_at, :config_hash, :definition_hash, :revision,
    :status, :metrics, :started_at, :heartbeat_at, :lease_expires_at, :state_hash
WHERE NOT EXISTS (SELECT 1 FROM runs WHERE run_id = :run_id)
RETURNING k

-- name: insert_tag
-- Tags of a run; each parameter is the list of a column.
INSERT INTO run_tags (tag, k) SELECT unnest(CAST(:tag AS VARCHAR[])), unnest(CAST(:k AS BIGINT[]))

-- name: insert_dataset
-- Datasets a run read; each parameter is the list of a column.
INSERT INTO run_datasets (dataset, k, ordinal, artifact_id)
SELECT unnest(CAST(:dataset AS VARCHAR[])), unnest(CAST(:k AS BIGINT[])),
       unnest(CAST(:ordinal AS INTEGER[])), unnest(CAST(:artifact_id AS VARCHAR[]))

-- name: insert_metric
-- Final metrics; each parameter is the list of a column.
INSERT INTO run_metrics (k, key, value)
SELECT unnest(CAST(:k AS BIGINT[])), unnest(CAST(:key AS VARCHAR[])), unnest(CAST(:value AS DOUBLE[]))

-- name: insert_point
-- Points of series; each parameter is the list of a column.
INSERT INTO run_points (k, seq, key, value, step, "at")
SELECT unnest(CAST(:k AS BIGINT[])), unnest(CAST(:seq AS BIGINT[])), unnest(CAST(:key AS VARCHAR[])),
       unnest(CAST(:value AS DOUBLE[])), unnest(CAST(:step AS BIGINT[])), unnest(CAST(:at AS BIGINT[]))

-- name: insert_event
-- Events of a run; each parameter is the list of a column.
INSERT INTO run_events (k, seq, client_seq, "at", kind, status, attempt, phase, percent, message, payload)
SELECT unnest(CAST(:k AS BIGINT[])), unnest(CAST(:seq AS BIGINT[])), unnest(CAST(:client_seq AS BIGINT[])),
       unnest(CAST(:at AS BIGINT[])), unnest(CAST(:kind AS VARCHAR[])), unnest(CAST(:status AS VARCHAR[])),
       unnest(CAST(:attempt AS INTEGER[])), unnest(CAST(:phase AS VARCHAR[])),
       unnest(CAST(:percent AS DOUBLE[])), unnest(CAST(:message AS VARCHAR[])),
       unnest(CAST(:payload AS VARCHAR[]))

-- name: count_dataset
-- None: every dataset counts as rare, for this engine joins whole columns sooner than it looks one row up.
SELECT 0 AS n

-- name: count_tag
-- None, as for datasets.
SELECT 0 AS n

-- name: count_metric
-- None, as for datasets.
SELECT 0 AS n

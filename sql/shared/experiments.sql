-- part: measured
-- What an experiment that has the metric must meet beside it, each of it optional.
  AND e.status = :status --? status
  AND e.git_commit = :git_commit --? git_commit
  AND s.k IN (SELECT f.k FROM experiments AS f WHERE TRUE --? rare_row
      AND f.status = :status --? rare_row, status
      AND f.git_commit = :git_commit --? rare_row, git_commit
  ) --? rare_row
  AND s.k IN (SELECT m.k FROM experiment_metrics AS m WHERE m.key = :metric_key --? rare_metric
      AND m.value >= :metric_at_least --? rare_metric, metric_at_least
      AND m.value <= :metric_at_most --? rare_metric, metric_at_most
  ) --? rare_metric
  AND EXISTS (SELECT 1 FROM experiment_metrics AS m WHERE m.key = :metric_key AND m.k = s.k --? common_metric
      AND m.value >= :metric_at_least --? common_metric, metric_at_least
      AND m.value <= :metric_at_most --? common_metric, metric_at_most
  ) --? common_metric
  AND e.created_at >= :min_created_at --? min_created_at
  AND e.created_at <= :max_created_at --? max_created_at
  AND CASE WHEN (SELECT count(*) FROM (SELECT 1 AS found FROM artifacts AS a WHERE a.kind = :artifact_type LIMIT 100) AS first_ones) < 100 --? artifact_type
            AND (SELECT count(*) FROM (SELECT 1 AS found FROM artifacts AS a CROSS JOIN experiment_inputs AS i WHERE a.kind = :artifact_type AND i.artifact_id = a.artifact_id LIMIT 1000) AS first_ones) < 1000 --? artifact_type
      THEN s.k IN (SELECT i.k FROM artifacts AS a JOIN experiment_inputs AS i ON i.artifact_id = a.artifact_id WHERE a.kind = :artifact_type UNION ALL SELECT o.k FROM artifacts AS a JOIN experiment_outputs AS o ON o.artifact_id = a.artifact_id WHERE a.kind = :artifact_type) --? artifact_type
      ELSE EXISTS (SELECT 1 FROM experiment_inputs AS i CROSS JOIN artifacts AS a WHERE i.k = s.k AND a.artifact_id = i.artifact_id AND a.kind = :artifact_type) --? artifact_type
        OR EXISTS (SELECT 1 FROM experiment_outputs AS o CROSS JOIN artifacts AS a WHERE o.k = s.k AND a.artifact_id = o.artifact_id AND a.kind = :artifact_type) END --? artifact_type

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

-- name: many_for_update
-- The experiments of a list of ids, locked against other writers until the transaction ends.
SELECT *
FROM experiments
WHERE experiment_id IN (:experiment_ids*)
ORDER BY experiment_id

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

-- name: metrics_of_keys
-- The metrics of these experiments.
SELECT k, key, value FROM experiment_metrics WHERE k IN (:keys*) ORDER BY k, key

-- name: metric_of
-- One metric of an experiment; no row when it has none.
SELECT m.value FROM experiments AS e JOIN experiment_metrics AS m ON m.k = e.k
WHERE e.experiment_id = :experiment_id AND m.key = :key

-- name: insert_metric
-- One metric of an experiment whose slot for them is filled; executed once per key.
INSERT INTO experiment_metrics (k, key, value) VALUES (:k, :key, :value)

-- name: count_metric
-- How many experiments have a metric in a range; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM experiment_metrics AS m WHERE m.key = :metric_key
  AND m.value >= :metric_at_least --? metric_at_least
  AND m.value <= :metric_at_most --? metric_at_most
LIMIT :limit) AS found

-- name: count_row
-- How many experiments meet the criteria of the row itself; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM experiments AS f WHERE TRUE
  AND f.status = :status --? status
  AND f.git_commit = :git_commit --? git_commit
LIMIT :limit) AS found

-- name: page
-- Newest first, every filter optional; the cursor is the last row already seen. A kind of few
-- artifacts and readers is a short list of keys; a common kind is met soon, so each row is asked in turn.
SELECT *
FROM experiments AS e
WHERE TRUE
  AND status = :status --? status
  AND git_commit = :git_commit --? git_commit
  AND e.k IN (SELECT m.k FROM experiment_metrics AS m WHERE m.key = :metric_key --? rare_metric
      AND m.value >= :metric_at_least --? rare_metric, metric_at_least
      AND m.value <= :metric_at_most --? rare_metric, metric_at_most
  ) --? rare_metric
  AND EXISTS (SELECT 1 FROM experiment_metrics AS m WHERE m.key = :metric_key AND m.k = e.k --? common_metric
      AND m.value >= :metric_at_least --? common_metric, metric_at_least
      AND m.value <= :metric_at_most --? common_metric, metric_at_most
  ) --? common_metric
  AND created_at >= :min_created_at --? min_created_at
  AND created_at <= :max_created_at --? max_created_at
  AND created_at <= :cursor_created_at --? cursor_created_at
  AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? cursor_created_at
  AND CASE WHEN (SELECT count(*) FROM (SELECT 1 AS found FROM artifacts AS a WHERE a.kind = :artifact_type LIMIT 100) AS first_ones) < 100 --? artifact_type
            AND (SELECT count(*) FROM (SELECT 1 AS found FROM artifacts AS a CROSS JOIN experiment_inputs AS i WHERE a.kind = :artifact_type AND i.artifact_id = a.artifact_id LIMIT 1000) AS first_ones) < 1000 --? artifact_type
      THEN k IN (SELECT i.k FROM artifacts AS a JOIN experiment_inputs AS i ON i.artifact_id = a.artifact_id WHERE a.kind = :artifact_type UNION ALL SELECT o.k FROM artifacts AS a JOIN experiment_outputs AS o ON o.artifact_id = a.artifact_id WHERE a.kind = :artifact_type) --? artifact_type
      ELSE EXISTS (SELECT 1 FROM experiment_inputs AS i CROSS JOIN artifacts AS a WHERE i.k = e.k AND a.artifact_id = i.artifact_id AND a.kind = :artifact_type) --? artifact_type
        OR EXISTS (SELECT 1 FROM experiment_outputs AS o CROSS JOIN artifacts AS a WHERE o.k = e.k AND a.artifact_id = o.artifact_id AND a.kind = :artifact_type) END --? artifact_type
  AND NOT EXISTS (SELECT 1 FROM experiment_metrics AS o WHERE o.k = e.k AND o.key = :without_metric AND o.value IS NOT NULL) --? without_metric
ORDER BY created_at DESC, experiment_id DESC
LIMIT :limit --? limit

-- name: page_by_highest
-- Experiments that have the metric, highest first, ties newest first; the cursor is the last row already seen.
-- CROSS JOIN keeps SQLite in the order of the metric, so that it ends at the limit.
SELECT e.* FROM experiment_metrics AS s
CROSS JOIN experiments AS e
WHERE s.key = :order_metric AND s.value IS NOT NULL AND e.k = s.k
  AND s.value >= :order_at_least --? order_at_least
  AND s.value <= :order_at_most --? order_at_most
-- with: measured
  AND s.value <= :cursor_value --? cursor_value
  AND (s.value < :cursor_value --? cursor_value
    OR (s.value = :cursor_value AND (e.created_at < :cursor_created_at --? cursor_value
        OR (e.created_at = :cursor_created_at AND e.experiment_id < :cursor_id)))) --? cursor_value
ORDER BY s.value DESC, e.created_at DESC, e.experiment_id DESC
LIMIT :limit --? limit

-- name: page_by_lowest
-- As page_by_highest, lowest first.
SELECT e.* FROM experiment_metrics AS s
CROSS JOIN experiments AS e
WHERE s.key = :order_metric AND s.value IS NOT NULL AND e.k = s.k
  AND s.value >= :order_at_least --? order_at_least
  AND s.value <= :order_at_most --? order_at_most
-- with: measured
  AND s.value >= :cursor_value --? cursor_value
  AND (s.value > :cursor_value --? cursor_value
    OR (s.value = :cursor_value AND (e.created_at < :cursor_created_at --? cursor_value
        OR (e.created_at = :cursor_created_at AND e.experiment_id < :cursor_id)))) --? cursor_value
ORDER BY s.value ASC, e.created_at DESC, e.experiment_id DESC
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
  AND k IN (SELECT m.k FROM experiment_metrics AS m WHERE m.key = :metric_key --? metric_key
      AND m.value >= :metric_at_least --? metric_key, metric_at_least
      AND m.value <= :metric_at_most --? metric_key, metric_at_most
  ) --? metric_key
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

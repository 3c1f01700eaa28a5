-- part: measured
-- What an experiment that has the metric must meet beside it, each of it optional.
      AND k IN ( --? artifact_type
        SELECT k FROM experiment_inputs WHERE artifact_id IN (SELECT artifact_id FROM artifacts WHERE kind = :artifact_type) --? artifact_type
        UNION ALL --? artifact_type
        SELECT k FROM experiment_outputs WHERE artifact_id IN (SELECT artifact_id FROM artifacts WHERE kind = :artifact_type)) --? artifact_type
      AND k IN (SELECT m.k FROM experiment_metrics AS m WHERE m.key = :metric_key --? rare_metric
        AND m.value >= :metric_at_least --? rare_metric, metric_at_least
        AND m.value <= :metric_at_most --? rare_metric, metric_at_most
      ) --? rare_metric
      AND status = :status --? status
      AND git_commit = :git_commit --? git_commit
      AND created_at >= :min_created_at --? min_created_at
      AND created_at <= :max_created_at --? max_created_at

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

-- name: insert_metric
-- Metrics of experiments; each parameter is the list of a column.
INSERT INTO experiment_metrics (k, key, value)
SELECT unnest(CAST(:k AS BIGINT[])), unnest(CAST(:key AS VARCHAR[])), unnest(CAST(:value AS DOUBLE[]))

-- name: metrics_of_keys
-- The metrics of these experiments.
SELECT k, key, value FROM experiment_metrics
WHERE k IN (SELECT unnest(CAST(:keys AS BIGINT[]))) ORDER BY k, key

-- name: count_metric
-- None: every range counts as rare, for this engine joins whole columns sooner than it looks one row up.
SELECT 0 AS n

-- name: count_row
-- Many, as for ranges of metrics.
SELECT :limit AS n

-- name: insert_event
-- Appends to the history of an experiment, before its row changes.
INSERT INTO experiment_events (k, seq, "at", kind, status, actor, reason)
VALUES (:k, :seq, :at, :kind, :status, :actor, :reason)

-- name: events
-- The history of one experiment, oldest first.
SELECT seq, "at", kind, status, actor, reason FROM experiment_events WHERE k = :k ORDER BY seq

-- name: is_popular
-- One row when so many experiments read these artifacts that an index no longer helps: above some 2,000 rows
-- the engine scans. LIMIT ends that scan early.
SELECT 1 AS found
FROM (SELECT 1 AS one FROM experiment_inputs WHERE artifact_id IN (:artifact_ids*) LIMIT 1001) AS first_readers
HAVING count(*) > 1000

-- name: keys_by_popular_input
-- As keys_by_input, from the newest end: a sort by time with a limit skips older row groups, which for a rare
-- artifact would be all. Four edges for each wanted experiment nearly always hold enough different ones; else
-- nothing is left out.
WITH newest AS MATERIALIZED (
    SELECT k, created_at FROM experiment_inputs
    WHERE artifact_id IN (:artifact_ids*)
      AND role = :role --? role
      AND created_at < :cursor_created_at --? cursor_created_at
    ORDER BY created_at DESC, k DESC
    LIMIT 4 * :limit),
oldest AS MATERIALIZED (
    SELECT CASE WHEN count(DISTINCT k) >= :limit THEN min(created_at)
                ELSE -9223372036854775807 END AS created_at
    FROM newest)
SELECT k, created_at, experiment_id
FROM experiments
WHERE k IN (
    SELECT k FROM experiment_inputs
    WHERE artifact_id IN (:artifact_ids*)
      AND created_at >= (SELECT created_at FROM oldest)
      AND role = :role --? role
      AND created_at <= :cursor_created_at --? cursor_created_at
  )
  AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? cursor_created_at
ORDER BY created_at DESC, experiment_id DESC
LIMIT :limit

-- name: keys_by_input
-- Experiments that read any of the artifacts, newest first; a semi-join, so that it can skip row groups.
SELECT k, created_at, experiment_id
FROM experiments
WHERE k IN (
    SELECT k FROM experiment_inputs
    WHERE artifact_id IN (:artifact_ids*)
      AND role = :role --? role
      AND created_at <= :cursor_created_at --? cursor_created_at
  )
  AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? cursor_created_at
ORDER BY created_at DESC, experiment_id DESC
LIMIT :limit --? limit

-- name: keys_by_all_inputs
-- The readers of a rare artifact by its index, and of these whose inputs name them all: a join would scan the
-- readers of the popular ones. An id has nothing to escape in JSON, and what follows a role is a colon. With
-- a role, which the text does not tell of an id, the edges are asked as well.
WITH readers AS MATERIALIZED (
    SELECT k, created_at, experiment_id, inputs FROM experiments
    WHERE k IN (SELECT k FROM experiment_inputs WHERE artifact_id = :rare_id))
SELECT k, created_at, experiment_id
FROM readers
WHERE len(list_filter(CAST(:all_ids AS VARCHAR[]), lambda each: contains(inputs, '"' || each || '",') OR contains(inputs, '"' || each || '"]'))) = :n_artifacts
  AND k IN (SELECT k FROM experiment_inputs WHERE artifact_id IN (:artifact_ids*) AND role = :role GROUP BY k HAVING count(DISTINCT artifact_id) = :n_artifacts) --? role
  AND created_at <= :cursor_created_at --? cursor_created_at
  AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? cursor_created_at
ORDER BY created_at DESC, experiment_id DESC
LIMIT :limit --? limit

-- name: page
-- Newest first, every filter optional; the cursor is the last row already seen. By artifact type or metric,
-- the keys of the page are found first: a join beside the sort would carry every column of every row.
SELECT *
FROM experiments
WHERE TRUE
  AND k IN ( --? by_keys
    SELECT k FROM experiments --? by_keys
    WHERE TRUE --? by_keys
      AND k IN ( --? artifact_type
        SELECT k FROM experiment_inputs WHERE artifact_id IN (SELECT artifact_id FROM artifacts WHERE kind = :artifact_type) --? artifact_type
        UNION ALL --? artifact_type
        SELECT k FROM experiment_outputs WHERE artifact_id IN (SELECT artifact_id FROM artifacts WHERE kind = :artifact_type)) --? artifact_type
      AND k IN (SELECT m.k FROM experiment_metrics AS m WHERE m.key = :metric_key --? rare_metric
        AND m.value >= :metric_at_least --? rare_metric, metric_at_least
        AND m.value <= :metric_at_most --? rare_metric, metric_at_most
      ) --? rare_metric
      AND k NOT IN (SELECT o.k FROM experiment_metrics AS o WHERE o.key = :without_metric AND o.value IS NOT NULL) --? without_metric
      AND status = :status --? by_keys, status
      AND git_commit = :git_commit --? by_keys, git_commit
      AND created_at >= :min_created_at --? by_keys, min_created_at
      AND created_at <= :max_created_at --? by_keys, max_created_at
      AND created_at <= :cursor_created_at --? by_keys, cursor_created_at
      AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? by_keys, cursor_created_at
    ORDER BY created_at DESC, experiment_id DESC --? by_keys
    LIMIT :limit --? by_keys, limit
  ) --? by_keys
  AND status = :status --? status
  AND git_commit = :git_commit --? git_commit
  AND created_at >= :min_created_at --? min_created_at
  AND created_at <= :max_created_at --? max_created_at
  AND created_at <= :cursor_created_at --? cursor_created_at
  AND (created_at < :cursor_created_at OR experiment_id < :cursor_id) --? cursor_created_at
ORDER BY created_at DESC, experiment_id DESC
LIMIT :limit --? limit

-- name: page_by_highest
-- Experiments that have the metric, highest first, ties newest first; the cursor is the last row already seen.
-- The keys are found first, over the few columns that decide.
WITH found AS MATERIALIZED (
    SELECT s.k, s.value
    FROM (
      SELECT k, value FROM experiment_metrics
      WHERE key = :order_metric AND value IS NOT NULL
      AND value >= :order_at_least --? order_at_least
      AND value <= :order_at_most --? order_at_most
    ) AS s
    JOIN (
      SELECT k, created_at, experiment_id FROM experiments
      WHERE TRUE
-- with: measured
    ) AS e ON e.k = s.k
    WHERE TRUE
      AND (s.value < :cursor_value --? cursor_value
        OR (s.value = :cursor_value AND (e.created_at < :cursor_created_at --? cursor_value
            OR (e.created_at = :cursor_created_at AND e.experiment_id < :cursor_id)))) --? cursor_value
    ORDER BY s.value DESC, e.created_at DESC, e.experiment_id DESC
    LIMIT :limit --? limit
)
SELECT e.* FROM found JOIN experiments AS e ON e.k = found.k
ORDER BY found.value DESC, e.created_at DESC, e.experiment_id DESC

-- name: page_by_lowest
-- As page_by_highest, lowest first.
WITH found AS MATERIALIZED (
    SELECT s.k, s.value
    FROM (
      SELECT k, value FROM experiment_metrics
      WHERE key = :order_metric AND value IS NOT NULL
      AND value >= :order_at_least --? order_at_least
      AND value <= :order_at_most --? order_at_most
    ) AS s
    JOIN (
      SELECT k, created_at, experiment_id FROM experiments
      WHERE TRUE
-- with: measured
    ) AS e ON e.k = s.k
    WHERE TRUE
      AND (s.value > :cursor_value --? cursor_value
        OR (s.value = :cursor_value AND (e.created_at < :cursor_created_at --? cursor_value
            OR (e.created_at = :cursor_created_at AND e.experiment_id < :cursor_id)))) --? cursor_value
    ORDER BY s.value ASC, e.created_at DESC, e.experiment_id DESC
    LIMIT :limit --? limit
)
SELECT e.* FROM found JOIN experiments AS e ON e.k = found.k
ORDER BY found.value ASC, e.created_at DESC, e.experiment_id DESC

-- part: measured
-- What a run that has the metric must meet beside it, each of it optional.
  AND r.status = :status --? status
  AND r.kind = :kind --? kind
  AND r.name = :name --? name
  AND r.git_commit = :git_commit --? git_commit
  AND r.experiment_id = :experiment_id --? experiment_id
  AND r.parent_run_id = :parent_run_id --? parent_run_id
  AND s.k IN (SELECT f.k FROM runs AS f WHERE TRUE --? rare_row
      AND f.status = :status --? rare_row, status
      AND f.kind = :kind --? rare_row, kind
      AND f.name = :name --? rare_row, name
      AND f.git_commit = :git_commit --? rare_row, git_commit
      AND f.experiment_id = :experiment_id --? rare_row, experiment_id
      AND f.parent_run_id = :parent_run_id --? rare_row, parent_run_id
  ) --? rare_row
  AND s.k IN (SELECT d.k FROM run_datasets AS d WHERE d.dataset = :dataset) --? rare_dataset
  AND EXISTS (SELECT 1 FROM run_datasets AS d WHERE d.dataset = :dataset AND d.k = s.k) --? common_dataset
  AND s.k IN (SELECT t.k FROM run_tags AS t WHERE t.tag IN (:tags*) GROUP BY t.k HAVING count(*) = :n_tags) --? rare_tags
  AND (SELECT count(*) FROM run_tags AS t WHERE t.tag IN (:tags*) AND t.k = s.k) = :n_tags --? common_tags
  AND s.k IN (SELECT m.k FROM run_metrics AS m WHERE m.key = :metric_key --? rare_metric
      AND m.value >= :metric_at_least --? rare_metric, metric_at_least
      AND m.value <= :metric_at_most --? rare_metric, metric_at_most
  ) --? rare_metric
  AND EXISTS (SELECT 1 FROM run_metrics AS m WHERE m.key = :metric_key AND m.k = s.k --? common_metric
      AND m.value >= :metric_at_least --? common_metric, metric_at_least
      AND m.value <= :metric_at_most --? common_metric, metric_at_most
  ) --? common_metric
  AND r.created_at >= :min_created_at --? min_created_at
  AND r.created_at <= :max_created_at --? max_created_at

-- name: by_id
-- One run; at most one row.
SELECT * FROM runs WHERE run_id = :run_id

-- name: for_update
-- One run, locked against other writers until the transaction ends.
SELECT * FROM runs WHERE run_id = :run_id

-- name: insert
-- A new run; no row comes back when the id exists.
INSERT INTO runs (
    run_id, name, kind, config, datasets, tags, seed, experiment_id, parent_run_id, results_dir, git_commit,
    origin, redactions, created_at, recorded_at, config_hash, definition_hash, revision, status, metrics,
    started_at, heartbeat_at, lease_expires_at, state_hash)
VALUES (
    :run_id, :name, :kind, :config, :datasets, :tags, :seed, :experiment_id, :parent_run_id, :results_dir,
    :git_commit, :origin, :redactions, :created_at, :recorded_at, :config_hash, :definition_hash, :revision,
    :status, :metrics, :started_at, :heartbeat_at, :lease_expires_at, :state_hash)
ON CONFLICT DO NOTHING
RETURNING k

-- name: insert_tag
-- One tag of a run; executed once per tag.
INSERT INTO run_tags (tag, k) VALUES (:tag, :k)

-- name: insert_dataset
-- One dataset a run read; executed once per dataset.
INSERT INTO run_datasets (dataset, k, ordinal, artifact_id) VALUES (:dataset, :k, :ordinal, :artifact_id)

-- name: insert_metric
-- One final metric; executed once per key, before the row says that the run ended.
INSERT INTO run_metrics (k, key, value) VALUES (:k, :key, :value)

-- name: insert_point
-- One point of a series; a sequence number that is known stays as it is.
INSERT INTO run_points (k, seq, key, value, step, "at") VALUES (:k, :seq, :key, :value, :step, :at)

-- name: known_points
-- Which of these sequence numbers a run has.
SELECT seq FROM run_points WHERE k = :k AND seq >= :low AND seq <= :high ORDER BY seq

-- name: points
-- Points by ascending sequence number.
SELECT seq, key, value, step, "at" FROM run_points
WHERE k = :k AND seq > :after_seq
  AND key = :key --? key
ORDER BY seq
LIMIT :limit --? limit

-- name: insert_event
-- Appends to the progress of a run, before its row changes.
INSERT INTO run_events (k, seq, client_seq, "at", kind, status, attempt, phase, percent, message, payload)
VALUES (:k, :seq, :client_seq, :at, :kind, :status, :attempt, :phase, :percent, :message, :payload)

-- name: last_event
-- The number of the last event, and the percentage that was reached in each attempt.
SELECT attempt, max(seq) AS seq, max(percent) AS percent FROM run_events WHERE k = :k GROUP BY attempt ORDER BY attempt

-- name: known_events
-- Which of these client numbers a run has.
SELECT client_seq FROM run_events WHERE k = :k AND client_seq IN (:client_seqs*) ORDER BY client_seq

-- name: events
-- Events after a number, oldest first.
SELECT seq, client_seq, "at", kind, status, attempt, phase, percent, message, payload FROM run_events
WHERE k = :k AND seq > :after_seq
ORDER BY seq
LIMIT :limit --? limit

-- name: update_state
-- Compare-and-set on the revision: no row changes when another writer came first.
UPDATE runs
SET revision = :revision, status = :status, metrics = :metrics, metrics_artifact_id = :metrics_artifact_id,
    error = :error, summary_path = :summary_path, started_at = :started_at, ended_at = :ended_at,
    duration_ms = :duration_ms, lease_expires_at = :lease_expires_at, state_hash = :state_hash
WHERE k = :k AND revision = :expected_revision

-- name: update_lease
-- Renews the lease of a run that is still running.
UPDATE runs SET heartbeat_at = :heartbeat_at, lease_expires_at = :lease_expires_at
WHERE k = :k AND status = 'running'

-- name: expired
-- Running runs whose lease expired before an instant.
SELECT run_id FROM runs WHERE status = 'running' AND lease_expires_at < :before ORDER BY run_id

-- name: count_row
-- How many runs meet the criteria of the row itself; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM runs AS f WHERE TRUE
  AND f.status = :status --? status
  AND f.kind = :kind --? kind
  AND f.name = :name --? name
  AND f.git_commit = :git_commit --? git_commit
  AND f.experiment_id = :experiment_id --? experiment_id
  AND f.parent_run_id = :parent_run_id --? parent_run_id
LIMIT :limit) AS found

-- name: count_dataset
-- How many runs read a dataset; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM run_datasets AS d WHERE d.dataset = :dataset LIMIT :limit) AS found

-- name: count_tag
-- How many runs have a tag; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM run_tags AS t WHERE t.tag = :tag LIMIT :limit) AS found

-- name: count_metric
-- How many runs have a final metric in a range; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM run_metrics AS m WHERE m.key = :metric_key
  AND m.value >= :metric_at_least --? metric_at_least
  AND m.value <= :metric_at_most --? metric_at_most
LIMIT :limit) AS found

-- name: page
-- Newest first, every filter optional; the cursor is the last row already seen.
SELECT * FROM runs AS r
WHERE TRUE
  AND r.status = :status --? status
  AND r.kind = :kind --? kind
  AND r.name = :name --? name
  AND r.git_commit = :git_commit --? git_commit
  AND r.experiment_id = :experiment_id --? experiment_id
  AND r.parent_run_id = :parent_run_id --? parent_run_id
  AND r.k IN (SELECT d.k FROM run_datasets AS d WHERE d.dataset = :dataset) --? rare_dataset
  AND EXISTS (SELECT 1 FROM run_datasets AS d WHERE d.dataset = :dataset AND d.k = r.k) --? common_dataset
  AND r.k IN (SELECT t.k FROM run_tags AS t WHERE t.tag IN (:tags*) GROUP BY t.k HAVING count(*) = :n_tags) --? rare_tags
  AND (SELECT count(*) FROM run_tags AS t WHERE t.tag IN (:tags*) AND t.k = r.k) = :n_tags --? common_tags
  AND r.k IN (SELECT m.k FROM run_metrics AS m WHERE m.key = :metric_key --? rare_metric
      AND m.value >= :metric_at_least --? rare_metric, metric_at_least
      AND m.value <= :metric_at_most --? rare_metric, metric_at_most
  ) --? rare_metric
  AND EXISTS (SELECT 1 FROM run_metrics AS m WHERE m.key = :metric_key AND m.k = r.k --? common_metric
      AND m.value >= :metric_at_least --? common_metric, metric_at_least
      AND m.value <= :metric_at_most --? common_metric, metric_at_most
  ) --? common_metric
  AND r.created_at >= :min_created_at --? min_created_at
  AND r.created_at <= :max_created_at --? max_created_at
  AND r.created_at <= :cursor_created_at --? cursor_created_at
  AND (r.created_at < :cursor_created_at OR r.run_id < :cursor_id) --? cursor_created_at
  AND NOT EXISTS (SELECT 1 FROM run_metrics AS o WHERE o.k = r.k AND o.key = :without_metric AND o.value IS NOT NULL) --? without_metric
ORDER BY r.created_at DESC, r.run_id DESC
LIMIT :limit --? limit

-- name: page_by_highest
-- Runs that have the metric, highest first, ties newest first; the cursor is the last row already seen.
SELECT r.* FROM run_metrics AS s
JOIN runs AS r ON r.k = s.k
WHERE s.key = :order_metric AND s.value IS NOT NULL
-- with: measured
  AND s.value <= :cursor_value --? cursor_value
  AND (s.value < :cursor_value --? cursor_value
    OR (s.value = :cursor_value AND (r.created_at < :cursor_created_at --? cursor_value
        OR (r.created_at = :cursor_created_at AND r.run_id < :cursor_id)))) --? cursor_value
ORDER BY s.value DESC, r.created_at DESC, r.run_id DESC
LIMIT :limit --? limit

-- name: page_by_lowest
-- Runs that have the metric, lowest first, ties newest first; the cursor is the last row already seen.
SELECT r.* FROM run_metrics AS s
JOIN runs AS r ON r.k = s.k
WHERE s.key = :order_metric AND s.value IS NOT NULL
-- with: measured
  AND s.value >= :cursor_value --? cursor_value
  AND (s.value > :cursor_value --? cursor_value
    OR (s.value = :cursor_value AND (r.created_at < :cursor_created_at --? cursor_value
        OR (r.created_at = :cursor_created_at AND r.run_id < :cursor_id)))) --? cursor_value
ORDER BY s.value ASC, r.created_at DESC, r.run_id DESC
LIMIT :limit --? limit

-- name: metric_of
-- A final metric of one run; no row when it has none.
SELECT m.value FROM runs AS r JOIN run_metrics AS m ON m.k = r.k WHERE r.run_id = :run_id AND m.key = :key

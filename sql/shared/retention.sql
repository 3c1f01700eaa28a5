-- name: hold
-- Keeps writers away from what the facts tell until the transaction ends; they already are, but on servers.
SELECT 1 AS held

-- name: artifacts
-- What a policy asks of every artifact.
SELECT a.artifact_id, a.kind, a.size_bytes, a.storage_uri, a.recorded_at, a.producer_kind, a.producer_id,
       t.artifact_id IS NOT NULL AS is_tombstoned,
       x.artifact_id IS NOT NULL AS is_expired,
       coalesce(p.seq, 0) % 2 = 1 AS is_pinned
FROM artifacts AS a
LEFT JOIN (SELECT artifact_id FROM artifact_events WHERE status = 'tombstoned') AS t
    ON t.artifact_id = a.artifact_id
LEFT JOIN artifact_expiries AS x ON x.artifact_id = a.artifact_id
LEFT JOIN (SELECT artifact_id, max(seq) AS seq FROM artifact_pins GROUP BY artifact_id) AS p
    ON p.artifact_id = a.artifact_id
ORDER BY a.artifact_id

-- name: parents
-- All lineage edges between artifacts.
SELECT child_id, parent_id FROM artifact_parents ORDER BY child_id, ordinal

-- name: runs
-- What a policy asks of every run. The job of a dead run may still be queued again.
SELECT r.k, r.run_id AS id, r.kind AS kind_of_run, r.name, r.status, r.created_at, r.experiment_id,
       r.status IN ('pending', 'running') OR j.run_id IS NOT NULL AS may_go_on
FROM runs AS r
LEFT JOIN (SELECT run_id FROM jobs WHERE status = 'dead') AS j ON j.run_id = r.run_id
ORDER BY r.k

-- name: inputs_of_runs
-- Artifacts that runs read.
SELECT k, artifact_id FROM run_datasets WHERE artifact_id IS NOT NULL ORDER BY k, ordinal

-- name: upstreams_of_runs
-- Artifacts that the evaluations of runs stand on, given by themselves or by the run that made them. By equal
-- ids alone: a join on one id or the other compares every run with every upstream on DuckDB.
WITH upstreams AS (
    SELECT e.run_id, u.upstream_kind, u.upstream_id
    FROM evaluation_upstreams AS u
    JOIN evaluations AS e ON e.k = u.k
    UNION
    SELECT j.run_id, u.upstream_kind, u.upstream_id
    FROM evaluation_upstreams AS u
    JOIN evaluations AS e ON e.k = u.k
    JOIN jobs AS j ON j.job_id = e.evaluation_id)
SELECT r.k, u.upstream_id AS artifact_id
FROM upstreams AS u
JOIN runs AS r ON r.run_id = u.run_id
WHERE u.upstream_kind = 'artifact'
UNION
SELECT r.k, a.artifact_id
FROM upstreams AS u
JOIN runs AS r ON r.run_id = u.run_id
JOIN artifacts AS a ON a.producer_id = u.upstream_id AND a.producer_kind = 'run'
WHERE u.upstream_kind = 'run'
ORDER BY 1, 2

-- name: references
-- Artifacts that scenarios read and candidates came from.
SELECT 'scenario ' || scenario_id AS holder, artifact_id FROM scenario_inputs
UNION
SELECT 'candidate ' || candidate_id AS holder, artifact_id FROM candidate_sources WHERE artifact_id IS NOT NULL
ORDER BY 1, 2

-- name: experiments
-- What a policy asks of every experiment.
SELECT k, experiment_id AS id, '' AS kind_of_run, name, status, created_at, NULL AS experiment_id,
       status IN ('pending', 'running') AS may_go_on
FROM experiments
ORDER BY k

-- name: inputs_of_experiments
-- Artifacts that experiments read.
SELECT k, artifact_id FROM experiment_inputs ORDER BY k, ordinal

-- name: outputs_of_experiments
-- Artifacts that experiments name as theirs, whoever published them.
SELECT o.artifact_id, e.experiment_id
FROM experiment_outputs AS o
JOIN experiments AS e ON e.k = o.k
ORDER BY o.artifact_id, e.experiment_id

-- name: trials
-- Journal entries that name a run or an experiment.
SELECT id, run_id, experiment_id, promotion_decision FROM journal_entries
WHERE run_id IS NOT NULL OR experiment_id IS NOT NULL
ORDER BY id

-- name: comparisons
-- The runs that decisions compared.
SELECT d.entry_id AS id, d.comparison, e.promotion_decision
FROM journal_decisions AS d
JOIN journal_entries AS e ON e.id = d.entry_id
WHERE d.comparison IS NOT NULL
ORDER BY d.entry_id, d.seq

-- name: insert_collection
-- One application of a policy.
INSERT INTO retention_collections (collection_id, "at", policy, actor, reason)
VALUES (:collection_id, :at, :policy, :actor, :reason)

-- name: states
-- Which of these artifacts are pinned, or have expired.
SELECT a.artifact_id, x.artifact_id IS NOT NULL AS is_expired,
       (SELECT coalesce(max(p.seq), 0) FROM artifact_pins AS p WHERE p.artifact_id = a.artifact_id) % 2 = 1 AS is_pinned
FROM artifacts AS a
LEFT JOIN artifact_expiries AS x ON x.artifact_id = a.artifact_id
WHERE a.artifact_id IN (:artifact_ids*)
ORDER BY a.artifact_id

-- name: histories
-- The changes of status of these artifacts, oldest first.
SELECT artifact_id, seq, "at", status, successor_id, actor, reason FROM artifact_events
WHERE artifact_id IN (:artifact_ids*)
ORDER BY artifact_id, seq

-- name: insert_tombstone
-- A change of status; executed once for each artifact.
INSERT INTO artifact_events (artifact_id, seq, "at", status, successor_id, actor, reason)
VALUES (:artifact_id, :seq, :at, :status, :successor_id, :actor, :reason)

-- name: insert_expiry
-- An artifact whose bytes are not kept any more; executed once for each.
INSERT INTO artifact_expiries (artifact_id, collection_id, because)
VALUES (:artifact_id, :collection_id, :because)

-- name: expiry
-- Why the bytes of an artifact are not kept; at most one row.
SELECT x.artifact_id, x.because, c.collection_id, c."at", c.policy, c.actor, c.reason
FROM artifact_expiries AS x
JOIN retention_collections AS c ON c.collection_id = x.collection_id
WHERE x.artifact_id = :artifact_id

-- name: expiry_of_blob
-- The artifact with these bytes that expired last, where none needs them any more; at most one row.
SELECT x.artifact_id, x.because, c.collection_id, c."at", c.policy, c.actor, c.reason
FROM artifacts AS a
JOIN artifact_expiries AS x ON x.artifact_id = a.artifact_id
JOIN retention_collections AS c ON c.collection_id = x.collection_id
WHERE a.file_hash = :file_hash AND a.storage_uri = :storage_uri
  AND NOT EXISTS (
      SELECT 1 FROM artifacts AS b
      LEFT JOIN artifact_expiries AS y ON y.artifact_id = b.artifact_id
      WHERE b.file_hash = :file_hash AND b.storage_uri = :storage_uri AND y.artifact_id IS NULL)
ORDER BY c."at" DESC, x.artifact_id DESC
LIMIT 1

-- name: pin_events
-- How an artifact was pinned and let go, oldest first.
SELECT artifact_id, seq, "at", pinned, actor, reason FROM artifact_pins
WHERE artifact_id = :artifact_id
ORDER BY seq

-- name: insert_pin
-- An artifact is pinned, or let go.
INSERT INTO artifact_pins (artifact_id, seq, "at", pinned, actor, reason)
VALUES (:artifact_id, :seq, :at, :pinned, :actor, :reason)

-- name: pins
-- The events by which artifacts are pinned now.
SELECT p.artifact_id, p.seq, p."at", p.pinned, p.actor, p.reason
FROM artifact_pins AS p
JOIN (SELECT artifact_id, max(seq) AS seq FROM artifact_pins GROUP BY artifact_id) AS l
    ON l.artifact_id = p.artifact_id AND l.seq = p.seq
WHERE p.seq % 2 = 1
ORDER BY p.artifact_id

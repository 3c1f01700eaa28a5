-- name: insert
-- A new evaluation; no row comes back when its id or its run is taken.
INSERT INTO evaluations (
    evaluation_id, run_id, kind, kind_version, engine_version, cohort_id, candidate_ids, focus_candidate_id, n_sims,
    seed, overrides, metrics, upstreams, plan_hash, created_at, recorded_at)
VALUES (
    :evaluation_id, :run_id, :kind, :kind_version, :engine_version, :cohort_id, :candidate_ids, :focus_candidate_id,
    :n_sims, :seed, :overrides, :metrics, :upstreams, :plan_hash, :created_at, :recorded_at)
ON CONFLICT DO NOTHING
RETURNING k

-- name: by_id
-- One evaluation with the state of its run; at most one row.
SELECT e.*, j.run_id AS current_run_id, r.status, x.result_hash
FROM evaluations AS e
JOIN jobs AS j ON j.job_id = e.evaluation_id
JOIN runs AS r ON r.run_id = j.run_id
LEFT JOIN evaluation_records AS x ON x.k = e.k
WHERE e.evaluation_id = :evaluation_id

-- name: id_of_run
-- The evaluation whose job has this run, or had it before it was requeued.
SELECT e.evaluation_id FROM evaluations AS e
WHERE e.evaluation_id IN (
    SELECT f.evaluation_id FROM evaluations AS f WHERE f.run_id = :run_id
    UNION SELECT j.job_id FROM jobs AS j WHERE j.run_id = :run_id
    UNION SELECT j.job_id FROM job_attempts AS a JOIN jobs AS j ON j.k = a.k WHERE a.run_id = :run_id)

-- name: page
-- The last submitted first, every filter optional.
SELECT e.*, j.run_id AS current_run_id, r.status, x.result_hash
FROM evaluations AS e
JOIN jobs AS j ON j.job_id = e.evaluation_id
JOIN runs AS r ON r.run_id = j.run_id
LEFT JOIN evaluation_records AS x ON x.k = e.k
WHERE TRUE
  AND e.kind = :kind --? kind
  AND r.status = :status --? status
  AND e.cohort_id = :cohort_id --? cohort_id
  AND e.focus_candidate_id = :focus_candidate_id --? focus_candidate_id
  AND e.plan_hash = :plan_hash --? plan_hash
  AND e.k IN (SELECT c.k FROM evaluation_candidates AS c WHERE c.candidate_id = :candidate_id) --? candidate_id
  AND e.k IN (SELECT u.k FROM evaluation_upstreams AS u WHERE u.upstream_id = :upstream_id) --? upstream_id
  AND e.cohort_id IN (SELECT p.cohort_id FROM cohort_scenarios AS p WHERE p.scenario_id = :scenario_id) --? scenario_id
  AND e.k < :before --? before
ORDER BY e.k DESC
LIMIT :limit --? limit

-- name: insert_record
-- Says by which attempt the results were written, after them.
INSERT INTO evaluation_records (k, run_id, attempt, result_hash, recorded_at)
VALUES (:k, :run_id, :attempt, :result_hash, :recorded_at)

-- name: record
-- The record of an evaluation; at most one row.
SELECT * FROM evaluation_records WHERE k = :k

-- name: results
-- The results of an evaluation, scenarios in the order of the cohort.
SELECT scenario_id, candidate_id, metric, value, standard_error, low, high, n, place, digest
FROM evaluation_results
WHERE k = :k
  AND metric = :metric --? metric
ORDER BY ordinal, metric, CASE WHEN place IS NULL THEN 1 ELSE 0 END, place, candidate_id

-- name: of_candidate
-- The results of a candidate over all evaluations, the last submitted first.
SELECT e.evaluation_id, x.scenario_id, x.candidate_id, x.metric, x.value, x.standard_error, x.low, x.high, x.n,
       x.place, x.digest
FROM evaluation_results AS x
JOIN evaluations AS e ON e.k = x.k
WHERE x.candidate_id = :candidate_id
  AND x.metric = :metric --? metric
  AND x.scenario_id = :scenario_id --? scenario_id
  AND e.cohort_id = :cohort_id --? cohort_id
ORDER BY x.k DESC, x.ordinal, x.metric
LIMIT :limit --? limit

-- name: insert_candidate
-- Candidates of an evaluation; executed once for each.
INSERT INTO evaluation_candidates (
    candidate_id, k)
VALUES (
    :candidate_id, :k)

-- name: insert_upstream
-- Upstreams of an evaluation; executed once for each.
INSERT INTO evaluation_upstreams (
    upstream_id, k, upstream_kind, role)
VALUES (
    :upstream_id, :k, :upstream_kind, :role)

-- name: insert_result
-- Results of an evaluation; executed once for each.
INSERT INTO evaluation_results (
    k, ordinal, metric, candidate_id, scenario_id, value, standard_error, low, high, n, place, digest)
VALUES (
    :k, :ordinal, :metric, :candidate_id, :scenario_id, :value, :standard_error, :low, :high, :n, :place,
    :digest)

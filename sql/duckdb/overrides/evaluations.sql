-- name: insert
-- A new evaluation; no row comes back when its id or its run is taken. ON CONFLICT would be refused beside the guards.
INSERT INTO evaluations (
    evaluation_id, run_id, kind, kind_version, engine_version, cohort_id, candidate_ids, focus_candidate_id, n_sims,
    seed, overrides, metrics, upstreams, plan_hash, created_at, recorded_at)
SELECT
    :evaluation_id, :run_id, :kind, :kind_version, :engine_version, :cohort_id, :candidate_ids, :focus_candidate_id,
    :n_sims, :seed, :overrides, :metrics, :upstreams, :plan_hash, :created_at, :recorded_at
WHERE NOT EXISTS (SELECT 1 FROM evaluations WHERE evaluation_id = :evaluation_id)
RETURNING k

-- name: insert_candidate
-- Candidates of an evaluation; each parameter is the list of a column.
INSERT INTO evaluation_candidates (
    candidate_id, k)
SELECT
    unnest(CAST(:candidate_id AS VARCHAR[])), unnest(CAST(:k AS BIGINT[]))

-- name: insert_upstream
-- Upstreams of an evaluation; each parameter is the list of a column.
INSERT INTO evaluation_upstreams (
    upstream_id, k, upstream_kind, role)
SELECT
    unnest(CAST(:upstream_id AS VARCHAR[])), unnest(CAST(:k AS BIGINT[])), unnest(CAST(:upstream_kind AS
    VARCHAR[])), unnest(CAST(:role AS VARCHAR[]))

-- name: insert_result
-- Results of an evaluation; each parameter is the list of a column.
INSERT INTO evaluation_results (
    k, ordinal, metric, candidate_id, scenario_id, value, standard_error, low, high, n, place, digest)
SELECT
    unnest(CAST(:k AS BIGINT[])), unnest(CAST(:ordinal AS INTEGER[])), unnest(CAST(:metric AS
    VARCHAR[])), unnest(CAST(:candidate_id AS VARCHAR[])), unnest(CAST(:scenario_id AS VARCHAR[])),
    unnest(CAST(:value AS DOUBLE[])), unnest(CAST(:standard_error AS DOUBLE[])), unnest(CAST(:low AS
    DOUBLE[])), unnest(CAST(:high AS DOUBLE[])), unnest(CAST(:n AS BIGINT[])), unnest(CAST(:place AS
    INTEGER[])), unnest(CAST(:digest AS VARCHAR[]))

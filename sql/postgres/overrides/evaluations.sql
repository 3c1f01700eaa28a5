-- name: insert_candidate
-- Candidates of an evaluation; each parameter is the array of a column.
INSERT INTO evaluation_candidates (
    candidate_id, k)
SELECT * FROM unnest(
    CAST(:candidate_id AS text[]), CAST(:k AS bigint[]))

-- name: insert_upstream
-- Upstreams of an evaluation; each parameter is the array of a column.
INSERT INTO evaluation_upstreams (
    upstream_id, k, upstream_kind, role)
SELECT * FROM unnest(
    CAST(:upstream_id AS text[]), CAST(:k AS bigint[]), CAST(:upstream_kind AS text[]), CAST(:role AS
    text[]))

-- name: insert_result
-- Results of an evaluation; each parameter is the array of a column.
INSERT INTO evaluation_results (
    k, ordinal, metric, candidate_id, scenario_id, value, standard_error, low, high, n, place, digest)
SELECT * FROM unnest(
    CAST(:k AS bigint[]), CAST(:ordinal AS integer[]), CAST(:metric AS text[]), CAST(:candidate_id AS
    text[]), CAST(:scenario_id AS text[]), CAST(:value AS double precision[]), CAST(:standard_error AS
    double precision[]), CAST(:low AS double precision[]), CAST(:high AS double precision[]), CAST(:n AS
    bigint[]), CAST(:place AS integer[]), CAST(:digest AS text[]))

-- name: insert_candidate
-- A new candidate; no row comes back when the id exists. ON CONFLICT would be refused beside the guards.
INSERT INTO candidates (candidate_id, kind, name, payload, recorded_at)
SELECT
    :candidate_id, :kind, :name, :payload, :recorded_at
WHERE NOT EXISTS (SELECT 1 FROM candidates WHERE candidate_id = :candidate_id)
RETURNING k

-- name: insert_scenario
-- A new scenario; no row comes back when the id exists. ON CONFLICT would be refused beside the guards.
INSERT INTO scenarios (scenario_id, kind, name, world, world_hash, inputs, created_at, recorded_at)
SELECT
    :scenario_id, :kind, :name, :world, :world_hash, :inputs, :created_at, :recorded_at
WHERE NOT EXISTS (SELECT 1 FROM scenarios WHERE scenario_id = :scenario_id)
RETURNING k

-- name: insert_cohort
-- A new cohort; no row comes back when the id exists. ON CONFLICT would be refused beside the guards.
INSERT INTO cohorts (cohort_id, kind, name, scenario_ids, created_at, recorded_at)
SELECT
    :cohort_id, :kind, :name, :scenario_ids, :created_at, :recorded_at
WHERE NOT EXISTS (SELECT 1 FROM cohorts WHERE cohort_id = :cohort_id)
RETURNING k

-- name: insert_source
-- Sources of a candidate; each parameter is the list of a column.
INSERT INTO candidate_sources (
    candidate_id, ordinal, source_hash, source, name, strategy, run_id, artifact_id, derived_from,
    created_at)
SELECT
    unnest(CAST(:candidate_id AS VARCHAR[])), unnest(CAST(:ordinal AS INTEGER[])),
    unnest(CAST(:source_hash AS VARCHAR[])), unnest(CAST(:source AS VARCHAR[])), unnest(CAST(:name AS
    VARCHAR[])), unnest(CAST(:strategy AS VARCHAR[])), unnest(CAST(:run_id AS VARCHAR[])),
    unnest(CAST(:artifact_id AS VARCHAR[])), unnest(CAST(:derived_from AS VARCHAR[])),
    unnest(CAST(:created_at AS BIGINT[]))

-- name: insert_input
-- Inputs of a scenario; each parameter is the list of a column.
INSERT INTO scenario_inputs (
    artifact_id, scenario_id, role)
SELECT
    unnest(CAST(:artifact_id AS VARCHAR[])), unnest(CAST(:scenario_id AS VARCHAR[])), unnest(CAST(:role
    AS VARCHAR[]))

-- name: insert_place
-- Scenarios of a cohort; each parameter is the list of a column.
INSERT INTO cohort_scenarios (
    cohort_id, ordinal, scenario_id)
SELECT
    unnest(CAST(:cohort_id AS VARCHAR[])), unnest(CAST(:ordinal AS INTEGER[])), unnest(CAST(:scenario_id
    AS VARCHAR[]))

-- name: insert_attachment
-- Pairs of scenario and candidate; each parameter is the list of a column.
INSERT INTO candidate_attachments (
    scenario_id, candidate_id, attached_at)
SELECT
    unnest(CAST(:scenario_id AS VARCHAR[])), unnest(CAST(:candidate_id AS VARCHAR[])),
    unnest(CAST(:attached_at AS BIGINT[]))

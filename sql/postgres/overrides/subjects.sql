-- name: candidate_for_update
-- One candidate, locked against others that add a source, until the transaction ends.
SELECT * FROM candidates WHERE candidate_id = :candidate_id FOR NO KEY UPDATE

-- name: candidates_for_update
-- These candidates by id, locked against others that attach them, until the transaction ends.
SELECT candidate_id FROM candidates WHERE candidate_id IN (:ids*) ORDER BY candidate_id FOR NO KEY UPDATE

-- name: insert_source
-- Sources of a candidate; each parameter is the array of a column.
INSERT INTO candidate_sources (
    candidate_id, ordinal, source_hash, source, name, strategy, run_id, artifact_id, derived_from,
    created_at)
SELECT * FROM unnest(
    CAST(:candidate_id AS text[]), CAST(:ordinal AS integer[]), CAST(:source_hash AS text[]),
    CAST(:source AS text[]), CAST(:name AS text[]), CAST(:strategy AS text[]), CAST(:run_id AS text[]),
    CAST(:artifact_id AS text[]), CAST(:derived_from AS text[]), CAST(:created_at AS bigint[]))

-- name: insert_input
-- Inputs of a scenario; each parameter is the array of a column.
INSERT INTO scenario_inputs (
    artifact_id, scenario_id, role)
SELECT * FROM unnest(
    CAST(:artifact_id AS text[]), CAST(:scenario_id AS text[]), CAST(:role AS text[]))

-- name: insert_place
-- Scenarios of a cohort; each parameter is the array of a column.
INSERT INTO cohort_scenarios (
    cohort_id, ordinal, scenario_id)
SELECT * FROM unnest(
    CAST(:cohort_id AS text[]), CAST(:ordinal AS integer[]), CAST(:scenario_id AS text[]))

-- name: insert_attachment
-- Pairs of scenario and candidate; each parameter is the array of a column.
INSERT INTO candidate_attachments (
    scenario_id, candidate_id, attached_at)
SELECT * FROM unnest(
    CAST(:scenario_id AS text[]), CAST(:candidate_id AS text[]), CAST(:attached_at AS bigint[]))
ON CONFLICT DO NOTHING

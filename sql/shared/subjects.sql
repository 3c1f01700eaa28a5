-- name: insert_candidate
-- A new candidate; no row comes back when the id exists.
INSERT INTO candidates (candidate_id, kind, name, payload, recorded_at)
VALUES (:candidate_id, :kind, :name, :payload, :recorded_at)
ON CONFLICT DO NOTHING
RETURNING k

-- name: candidate_by_id
-- One candidate; at most one row.
SELECT * FROM candidates WHERE candidate_id = :candidate_id

-- name: candidate_for_update
-- One candidate, locked against others that add a source, until the transaction ends.
SELECT * FROM candidates WHERE candidate_id = :candidate_id

-- name: candidates_by_ids
-- These candidates, in the order of their ids.
SELECT * FROM candidates WHERE candidate_id IN (:ids*) ORDER BY candidate_id

-- name: sources_of
-- The sources of these candidates, in the order of adding.
SELECT * FROM candidate_sources WHERE candidate_id IN (:ids*) ORDER BY candidate_id, ordinal

-- name: candidate_page
-- The last added first, every filter optional; criteria of a source hold for one source together.
SELECT c.* FROM candidates AS c
WHERE TRUE
  AND c.kind = :kind --? kind
  AND c.candidate_id IN (SELECT t.candidate_id FROM candidate_attachments AS t WHERE t.scenario_id = :scenario_id) --? scenario_id
  AND c.candidate_id IN (SELECT s.candidate_id FROM candidate_sources AS s WHERE TRUE --? of_source
    AND s.source = :source --? source
    AND s.name = :name --? name
    AND s.strategy = :strategy --? strategy
    AND s.run_id = :run_id --? run_id
    AND s.artifact_id = :artifact_id --? artifact_id
    AND s.derived_from = :derived_from --? derived_from
  ) --? of_source
  AND c.k < :before --? before
ORDER BY c.k DESC
LIMIT :limit --? limit

-- name: insert_scenario
-- A new scenario; no row comes back when the id exists.
INSERT INTO scenarios (scenario_id, kind, name, world, world_hash, inputs, created_at, recorded_at)
VALUES (:scenario_id, :kind, :name, :world, :world_hash, :inputs, :created_at, :recorded_at)
ON CONFLICT DO NOTHING
RETURNING k

-- name: scenario_by_id
-- One scenario without its world; at most one row.
SELECT k, scenario_id, kind, name, world_hash, inputs, created_at, recorded_at
FROM scenarios WHERE scenario_id = :scenario_id

-- name: scenarios_by_ids
-- These scenarios with their worlds, in the order of their ids.
SELECT * FROM scenarios WHERE scenario_id IN (:ids*) ORDER BY scenario_id

-- name: scenario_page
-- The last added first, without their worlds, every filter optional.
SELECT c.k, c.scenario_id, c.kind, c.name, c.world_hash, c.inputs, c.created_at, c.recorded_at FROM scenarios AS c
WHERE TRUE
  AND c.kind = :kind --? kind
  AND c.name = :name --? name
  AND c.world_hash = :world_hash --? world_hash
  AND c.scenario_id IN (SELECT i.scenario_id FROM scenario_inputs AS i WHERE i.artifact_id = :artifact_id) --? artifact_id
  AND c.scenario_id IN (SELECT p.scenario_id FROM cohort_scenarios AS p WHERE p.cohort_id = :cohort_id) --? cohort_id
  AND c.scenario_id IN (SELECT t.scenario_id FROM candidate_attachments AS t WHERE t.candidate_id = :candidate_id) --? candidate_id
  AND c.k < :before --? before
ORDER BY c.k DESC
LIMIT :limit --? limit

-- name: insert_cohort
-- A new cohort; no row comes back when the id exists.
INSERT INTO cohorts (cohort_id, kind, name, scenario_ids, created_at, recorded_at)
VALUES (:cohort_id, :kind, :name, :scenario_ids, :created_at, :recorded_at)
ON CONFLICT DO NOTHING
RETURNING k

-- name: cohort_by_id
-- One cohort; at most one row.
SELECT * FROM cohorts WHERE cohort_id = :cohort_id

-- name: cohorts_by_ids
-- These cohorts, in the order of their ids.
SELECT * FROM cohorts WHERE cohort_id IN (:ids*) ORDER BY cohort_id

-- name: cohort_page
-- The last added first, every filter optional.
SELECT c.* FROM cohorts AS c
WHERE TRUE
  AND c.kind = :kind --? kind
  AND c.name = :name --? name
  AND c.cohort_id IN (SELECT p.cohort_id FROM cohort_scenarios AS p WHERE p.scenario_id = :scenario_id) --? scenario_id
  AND c.k < :before --? before
ORDER BY c.k DESC
LIMIT :limit --? limit

-- name: candidates_for_update
-- These candidates by id, locked against others that attach them, until the transaction ends.
SELECT candidate_id FROM candidates WHERE candidate_id IN (:ids*) ORDER BY candidate_id

-- name: attached
-- Which of these pairs are attached already.
SELECT scenario_id, candidate_id FROM candidate_attachments
WHERE scenario_id IN (:scenario_ids*) AND candidate_id IN (:candidate_ids*)
ORDER BY scenario_id, candidate_id

-- name: insert_source
-- Sources of a candidate; executed once for each.
INSERT INTO candidate_sources (
    candidate_id, ordinal, source_hash, source, name, strategy, run_id, artifact_id, derived_from,
    created_at)
VALUES (
    :candidate_id, :ordinal, :source_hash, :source, :name, :strategy, :run_id, :artifact_id,
    :derived_from, :created_at)

-- name: insert_input
-- Inputs of a scenario; executed once for each.
INSERT INTO scenario_inputs (
    artifact_id, scenario_id, role)
VALUES (
    :artifact_id, :scenario_id, :role)

-- name: insert_place
-- Scenarios of a cohort; executed once for each.
INSERT INTO cohort_scenarios (
    cohort_id, ordinal, scenario_id)
VALUES (
    :cohort_id, :ordinal, :scenario_id)

-- name: insert_attachment
-- Pairs of scenario and candidate; executed once for each.
INSERT INTO candidate_attachments (
    scenario_id, candidate_id, attached_at)
VALUES (
    :scenario_id, :candidate_id, :attached_at)

-- name: readers_of
-- Experiments that read any of these artifacts. Joined at once, more than a few edges would make the
-- engine scan all experiments; a list of keys to look up lets it skip row groups.
WITH edges AS MATERIALIZED (
    SELECT artifact_id, k, role FROM experiment_inputs WHERE artifact_id IN (:ids*)),
readers AS MATERIALIZED (
    SELECT k, experiment_id FROM experiments WHERE k IN (SELECT k FROM edges))
SELECT i.artifact_id, e.experiment_id, i.role
FROM edges AS i
JOIN readers AS e ON e.k = i.k
ORDER BY i.artifact_id, e.experiment_id, i.role

-- name: writers_of
-- Experiments that produced any of these artifacts.
WITH edges AS MATERIALIZED (
    SELECT artifact_id, k, slot FROM experiment_outputs WHERE artifact_id IN (:ids*)),
writers AS MATERIALIZED (
    SELECT k, experiment_id FROM experiments WHERE k IN (SELECT k FROM edges))
SELECT o.artifact_id, e.experiment_id, o.slot AS role
FROM edges AS o
JOIN writers AS e ON e.k = o.k
ORDER BY o.artifact_id, e.experiment_id, o.slot

-- name: inputs_of
-- Artifacts these experiments read, from the document in the row: the index on ids finds it, while the
-- edges of scattered keys would be scanned for.
SELECT unnest(role.value) AS artifact_id, experiment_id, role.key AS role
FROM (
    SELECT experiment_id,
           unnest(map_entries(CAST(CAST(inputs AS JSON) AS MAP(VARCHAR, VARCHAR[])))) AS role
    FROM experiments WHERE experiment_id IN (:ids*)) AS roles
ORDER BY experiment_id, role

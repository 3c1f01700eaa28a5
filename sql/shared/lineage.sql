-- name: around_upstream
-- All edges within some steps upstream of a node, where an engine finds them in one statement; no row elsewhere.
SELECT 'artifact' AS source_kind, 'x' AS source_id, 'artifact' AS target_kind, 'x' AS target_id, 'x' AS role WHERE FALSE

-- name: around_downstream
-- All edges within some steps downstream of a node, where an engine finds them in one statement; no row elsewhere.
SELECT 'artifact' AS source_kind, 'x' AS source_id, 'artifact' AS target_kind, 'x' AS target_id, 'x' AS role WHERE FALSE

-- name: readers_of
-- Experiments that read any of these artifacts.
SELECT i.artifact_id, e.experiment_id, i.role
FROM experiment_inputs AS i
JOIN experiments AS e ON e.k = i.k
WHERE i.artifact_id IN (:ids*)
ORDER BY i.artifact_id, e.experiment_id, i.role

-- name: writers_of
-- Experiments that produced any of these artifacts.
SELECT o.artifact_id, e.experiment_id, o.slot AS role
FROM experiment_outputs AS o
JOIN experiments AS e ON e.k = o.k
WHERE o.artifact_id IN (:ids*)
ORDER BY o.artifact_id, e.experiment_id, o.slot

-- name: inputs_of
-- Artifacts these experiments read.
SELECT i.artifact_id, e.experiment_id, i.role
FROM experiments AS e
JOIN experiment_inputs AS i ON i.k = e.k
WHERE e.experiment_id IN (:ids*)
ORDER BY e.experiment_id, i.ordinal

-- name: outputs_of
-- Artifacts these experiments produced.
SELECT o.artifact_id, e.experiment_id, o.slot AS role
FROM experiments AS e
JOIN experiment_outputs AS o ON o.k = e.k
WHERE e.experiment_id IN (:ids*)
ORDER BY e.experiment_id, o.slot

-- name: artifact_nodes
-- What to show of these artifacts.
SELECT a.artifact_id AS id, a.name AS label,
       coalesce((SELECT e.status FROM artifact_events AS e
                 WHERE e.artifact_id = a.artifact_id ORDER BY e.seq DESC LIMIT 1), 'active') AS status
FROM artifacts AS a
WHERE a.artifact_id IN (:ids*)
ORDER BY a.artifact_id

-- name: experiment_nodes
-- What to show of these experiments.
SELECT experiment_id AS id, name AS label, status FROM experiments
WHERE experiment_id IN (:ids*) ORDER BY experiment_id

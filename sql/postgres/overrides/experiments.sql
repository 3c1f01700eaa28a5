-- name: for_update
-- One experiment in its newest state, locked against other writers until the transaction ends.
SELECT *
FROM experiments
WHERE experiment_id = :experiment_id
FOR NO KEY UPDATE

-- name: insert_input
-- Edges from an experiment to the artifacts it reads; each parameter is the array of a column.
INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal)
SELECT * FROM unnest(
    CAST(:artifact_id AS text[]), CAST(:created_at AS bigint[]), CAST(:k AS bigint[]),
    CAST(:role AS text[]), CAST(:ordinal AS integer[]))

-- name: insert_output
-- Edges from an experiment to the artifacts it produced; each parameter is the array of a column.
INSERT INTO experiment_outputs (k, slot, artifact_id)
SELECT * FROM unnest(CAST(:k AS bigint[]), CAST(:slot AS text[]), CAST(:artifact_id AS text[]))

-- name: keys_by_input
-- Experiments that read any of the artifacts, newest first: of each artifact only its newest users, so
-- that the number of the others does not matter.
SELECT DISTINCT newest.k, newest.created_at, newest.experiment_id
FROM unnest(CAST(:artifact_ids AS text[])) AS wanted (artifact_id)
CROSS JOIN LATERAL (
    SELECT DISTINCT i.k, i.created_at, e.experiment_id
    FROM experiment_inputs AS i
    JOIN experiments AS e ON e.k = i.k
    WHERE i.artifact_id = wanted.artifact_id
      AND i.role = :role --? role
      AND i.created_at <= :cursor_created_at --? cursor_created_at
      AND (i.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
    ORDER BY i.created_at DESC, e.experiment_id DESC
    LIMIT :limit --? limit
) AS newest
ORDER BY newest.created_at DESC, newest.experiment_id DESC
LIMIT :limit --? limit

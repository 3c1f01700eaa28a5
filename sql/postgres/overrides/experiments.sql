-- name: for_update
-- One experiment in its newest state, locked against other writers until the transaction ends.
SELECT *
FROM experiments
WHERE experiment_id = :experiment_id
FOR NO KEY UPDATE

-- name: many_for_update
-- The experiments of a list of ids in their newest state, locked in the order of their ids.
SELECT *
FROM experiments
WHERE experiment_id IN (:experiment_ids*)
ORDER BY experiment_id
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

-- name: insert_metric
-- Metrics of experiments; each parameter is the array of a column.
INSERT INTO experiment_metrics (k, key, value)
SELECT * FROM unnest(CAST(:k AS bigint[]), CAST(:key AS text[]), CAST(:value AS double precision[]))

-- name: keys_by_input
-- Experiments that read any of the artifacts, newest first. The first look goes down the index range of
-- each artifact as far as the limit and learns how old the oldest wanted experiment is; the second takes
-- whatever is not older, ties included. However many users remain, nobody looks at them.
-- OFFSET 0 keeps the planner from joining all edges first where it has no statistics yet.
SELECT DISTINCT found.k, found.created_at, found.experiment_id
FROM (
    SELECT coalesce(min(newest.created_at), -9223372036854775808) AS created_at
    FROM (
        SELECT DISTINCT newest_users.created_at, newest_users.k
        FROM unnest(CAST(:artifact_ids AS text[])) AS wanted (artifact_id)
        CROSS JOIN LATERAL (
            SELECT DISTINCT i.created_at, i.k
            FROM experiment_inputs AS i
            WHERE i.artifact_id = wanted.artifact_id
              AND i.role = :role --? role
              AND i.created_at < :cursor_created_at --? cursor_created_at
            ORDER BY i.created_at DESC, i.k DESC
            LIMIT :limit --? limit
        ) AS newest_users
        ORDER BY newest_users.created_at DESC, newest_users.k DESC
        LIMIT :limit --? limit
    ) AS newest
) AS oldest
CROSS JOIN unnest(CAST(:artifact_ids AS text[])) AS wanted (artifact_id)
CROSS JOIN LATERAL (
    SELECT e.k, e.created_at, e.experiment_id
    FROM experiment_inputs AS i
    JOIN experiments AS e ON e.k = i.k
    WHERE i.artifact_id = wanted.artifact_id AND i.created_at >= oldest.created_at
      AND i.role = :role --? role
      AND i.created_at <= :cursor_created_at --? cursor_created_at
      AND (i.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
    OFFSET 0
) AS found
ORDER BY found.created_at DESC, found.experiment_id DESC
LIMIT :limit --? limit

-- name: keys_by_all_inputs
-- Experiments that read every one of the artifacts, newest first: the users of the rarest artifact in the
-- order of its index range, each asked for the other artifacts, until the limit is reached.
SELECT DISTINCT found.k, found.created_at, found.experiment_id
FROM (
    SELECT wanted.artifact_id
    FROM unnest(CAST(:artifact_ids AS text[])) AS wanted (artifact_id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n
        FROM (
            SELECT FROM experiment_inputs AS i WHERE i.artifact_id = wanted.artifact_id LIMIT 1000
        ) AS first_users
    ) AS users
    ORDER BY users.n, wanted.artifact_id
    LIMIT 1
) AS rarest
CROSS JOIN LATERAL (
    SELECT coalesce(min(newest.created_at), -9223372036854775808) AS created_at
    FROM (
        SELECT u.created_at
        FROM (
            SELECT DISTINCT i.created_at, i.k
            FROM experiment_inputs AS i
            WHERE i.artifact_id = rarest.artifact_id
              AND i.role = :role --? role
              AND i.created_at < :cursor_created_at --? cursor_created_at
            ORDER BY i.created_at DESC, i.k DESC
            OFFSET 0
        ) AS u
        WHERE (SELECT count(DISTINCT o.artifact_id) FROM experiment_inputs AS o
               WHERE o.artifact_id IN (:artifact_ids*) AND o.created_at = u.created_at AND o.k = u.k
                 AND o.role = :role --? role
              ) = :n_artifacts
        ORDER BY u.created_at DESC, u.k DESC
        LIMIT :limit --? limit
    ) AS newest
) AS oldest
CROSS JOIN LATERAL (
    SELECT e.k, e.created_at, e.experiment_id
    FROM experiment_inputs AS i
    JOIN experiments AS e ON e.k = i.k
    WHERE i.artifact_id = rarest.artifact_id AND i.created_at >= oldest.created_at
      AND i.role = :role --? role
      AND i.created_at <= :cursor_created_at --? cursor_created_at
      AND (i.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
      AND (SELECT count(DISTINCT o.artifact_id) FROM experiment_inputs AS o
           WHERE o.artifact_id IN (:artifact_ids*) AND o.created_at = i.created_at AND o.k = i.k
             AND o.role = :role --? role
          ) = :n_artifacts
    OFFSET 0
) AS found
ORDER BY found.created_at DESC, found.experiment_id DESC
LIMIT :limit --? limit

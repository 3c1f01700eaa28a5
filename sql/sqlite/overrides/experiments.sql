-- name: keys_by_input
-- Experiments that read any of the artifacts, newest first. Of each artifact only the index range of
-- its newest readers is visited: what is older than the limit-th of them cannot be on the page.
WITH wanted (artifact_id) AS (VALUES (:artifact_ids**))
SELECT DISTINCT e.k, e.created_at, e.experiment_id
FROM wanted
CROSS JOIN experiment_inputs AS i ON i.artifact_id = wanted.artifact_id
  AND i.created_at >= coalesce(( --? limit
      SELECT n.created_at FROM experiment_inputs AS n --? limit
      WHERE n.artifact_id = wanted.artifact_id --? limit
        AND n.role = :role --? limit, role
        AND n.created_at < :cursor_created_at --? limit, cursor_created_at
      GROUP BY n.created_at, n.k --? limit
      ORDER BY n.created_at DESC, n.k DESC LIMIT 1 OFFSET :limit), -9223372036854775808) --? limit
CROSS JOIN experiments AS e ON e.k = i.k
WHERE TRUE
  AND i.role = :role --? role
  AND i.created_at <= :cursor_created_at --? cursor_created_at
  AND (e.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
ORDER BY e.created_at DESC, e.experiment_id DESC
LIMIT :limit --? limit

-- name: keys_by_all_inputs
-- Experiments that read every one of the artifacts, newest first: the readers of the rarest artifact in
-- the order of its index range, each asked for the other artifacts, until the limit is reached.
WITH wanted (artifact_id) AS (VALUES (:artifact_ids**)),
rarest AS MATERIALIZED (
    SELECT wanted.artifact_id
    FROM wanted
    ORDER BY (SELECT count(*) FROM (
                  SELECT 1 FROM experiment_inputs AS i
                  WHERE i.artifact_id = wanted.artifact_id LIMIT 1000)),
             wanted.artifact_id
    LIMIT 1)
SELECT DISTINCT e.k, e.created_at, e.experiment_id
FROM rarest
CROSS JOIN experiment_inputs AS i ON i.artifact_id = rarest.artifact_id
  AND i.created_at >= coalesce(( --? limit
      SELECT n.created_at FROM experiment_inputs AS n --? limit
      WHERE n.artifact_id = rarest.artifact_id --? limit
        AND n.role = :role --? limit, role
        AND n.created_at < :cursor_created_at --? limit, cursor_created_at
        AND :n_artifacts = ( --? limit
            SELECT count(DISTINCT o.artifact_id) FROM experiment_inputs AS o --? limit
            WHERE o.artifact_id IN (:artifact_ids*) --? limit
              AND o.created_at = n.created_at AND o.k = n.k --? limit
              AND o.role = :role --? limit, role
        ) --? limit
      GROUP BY n.created_at, n.k --? limit
      ORDER BY n.created_at DESC, n.k DESC LIMIT 1 OFFSET :limit), -9223372036854775808) --? limit
CROSS JOIN experiments AS e ON e.k = i.k
WHERE :n_artifacts = (
    SELECT count(DISTINCT o.artifact_id) FROM experiment_inputs AS o
    WHERE o.artifact_id IN (:artifact_ids*) AND o.created_at = i.created_at AND o.k = i.k
      AND o.role = :role --? role
  )
  AND i.role = :role --? role
  AND i.created_at <= :cursor_created_at --? cursor_created_at
  AND (e.created_at < :cursor_created_at OR e.experiment_id < :cursor_id) --? cursor_created_at
ORDER BY e.created_at DESC, e.experiment_id DESC
LIMIT :limit --? limit

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

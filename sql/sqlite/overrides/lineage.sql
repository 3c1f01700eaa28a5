-- name: around_upstream
-- All edges within some steps upstream of a node, each with the steps it was found at; the limit ends the search.
WITH RECURSIVE edge (depth, kind, id, near_kind, near_id, role) AS (
    SELECT 0, :kind, :id, NULL, NULL, NULL
    UNION
    SELECT depth + 1, 'artifact', i.artifact_id, 'experiment', edge.id, i.role
    FROM edge CROSS JOIN experiments AS e ON e.experiment_id = edge.id
    CROSS JOIN experiment_inputs AS i ON i.k = e.k
    WHERE edge.kind = 'experiment' AND depth < :depth
    UNION
    SELECT depth + 1, 'experiment', e.experiment_id, 'artifact', edge.id, o.slot
    FROM edge CROSS JOIN experiment_outputs AS o ON o.artifact_id = edge.id
    CROSS JOIN experiments AS e ON e.k = o.k
    WHERE edge.kind = 'artifact' AND depth < :depth
    UNION
    SELECT depth + 1, 'artifact', p.parent_id, 'artifact', edge.id, p.role
    FROM edge CROSS JOIN artifact_parents AS p ON p.child_id = edge.id
    WHERE edge.kind = 'artifact' AND depth < :depth
)
SELECT kind AS source_kind, id AS source_id, near_kind AS target_kind, near_id AS target_id, role
FROM edge
WHERE depth > 0
LIMIT :most

-- name: around_downstream
-- All edges within some steps downstream of a node, each with the steps it was found at; the limit ends the search.
WITH RECURSIVE edge (depth, kind, id, near_kind, near_id, role) AS (
    SELECT 0, :kind, :id, NULL, NULL, NULL
    UNION
    SELECT depth + 1, 'artifact', o.artifact_id, 'experiment', edge.id, o.slot
    FROM edge CROSS JOIN experiments AS e ON e.experiment_id = edge.id
    CROSS JOIN experiment_outputs AS o ON o.k = e.k
    WHERE edge.kind = 'experiment' AND depth < :depth
    UNION
    SELECT depth + 1, 'experiment', e.experiment_id, 'artifact', edge.id, i.role
    FROM edge CROSS JOIN experiment_inputs AS i ON i.artifact_id = edge.id
    CROSS JOIN experiments AS e ON e.k = i.k
    WHERE edge.kind = 'artifact' AND depth < :depth
    UNION
    SELECT depth + 1, 'artifact', p.child_id, 'artifact', edge.id, p.role
    FROM edge CROSS JOIN artifact_parents AS p ON p.parent_id = edge.id
    WHERE edge.kind = 'artifact' AND depth < :depth
)
SELECT near_kind AS source_kind, near_id AS source_id, kind AS target_kind, id AS target_id, role
FROM edge
WHERE depth > 0
LIMIT :most

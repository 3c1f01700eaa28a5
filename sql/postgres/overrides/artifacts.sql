-- name: lock
-- Serialises writers of one artifact until the transaction ends; its children may go on being written.
SELECT artifact_id FROM artifacts WHERE artifact_id = :artifact_id FOR NO KEY UPDATE

-- name: insert_parent
-- Lineage edges, after the child; each parameter is the array of a column.
INSERT INTO artifact_parents (child_id, ordinal, role, parent_id)
SELECT * FROM unnest(
    CAST(:child_id AS text[]), CAST(:ordinal AS integer[]), CAST(:role AS text[]),
    CAST(:parent_id AS text[]))

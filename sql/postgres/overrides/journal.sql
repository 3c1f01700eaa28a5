-- name: for_update
-- One entry in its newest state, locked against other writers until the transaction ends.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.id = :entry_id
FOR NO KEY UPDATE OF e

-- name: insert_config
-- A config that was not tried before; else nothing, also when another writer comes first.
INSERT INTO journal_configs (config_hash, config) VALUES (:config_hash, :config) ON CONFLICT DO NOTHING

-- name: insert_tag
-- Tags of an entry; each parameter is the array of a column.
INSERT INTO journal_tags (tag, entry_id) SELECT * FROM unnest(CAST(:tag AS text[]), CAST(:entry_id AS bigint[]))

-- name: insert_result
-- Numbers of the results; each parameter is the array of a column.
INSERT INTO journal_results (entry_id, key, value)
SELECT * FROM unnest(CAST(:entry_id AS bigint[]), CAST(:key AS text[]), CAST(:value AS double precision[]))

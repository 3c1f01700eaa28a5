-- name: insert_name
-- A name that has no versions yet; else nothing, also when another writer comes first.
INSERT INTO models (model_name, n_versions) VALUES (:model_name, 0) ON CONFLICT DO NOTHING

-- name: insert_alias
-- Points a new alias to a version, also when another writer made it meanwhile.
INSERT INTO model_aliases (model_name, alias, version) VALUES (:model_name, :alias, :version)
ON CONFLICT (model_name, alias) DO UPDATE SET version = excluded.version

-- name: insert_history
-- A history without events; nothing when it is there, also when another writer comes first.
INSERT INTO model_histories (model_name, last_seq, projected_seq) VALUES (:model_name, 0, 0) ON CONFLICT DO NOTHING

-- name: held
-- How far a history and its projection have gone, locked against other writers until the transaction ends.
SELECT last_seq, projected_seq FROM model_histories WHERE model_name = :model_name FOR NO KEY UPDATE

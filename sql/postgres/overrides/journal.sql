-- name: insert
-- A new entry; its number comes back, or no row when another writer took the idempotency key.
INSERT INTO journal_entries (
    created_at, created_at_text, recorded_at, hypothesis, hypothesis_folded, mutation_type, config_diff,
    results, champion_metrics, promotion_decision, promotion_reason, disposition, disposition_reason,
    run_id, experiment_id, model_version, parent_id, tags, metadata, seed, trial, trial_key, config_hash,
    mutation, redactions, idempotency_key, record_hash)
VALUES (
    :created_at, :created_at_text, :recorded_at, :hypothesis, :hypothesis_folded, :mutation_type,
    :config_diff, :results, :champion_metrics, :promotion_decision, :promotion_reason, :disposition,
    :disposition_reason, :run_id, :experiment_id, :model_version, :parent_id, :tags, :metadata, :seed,
    :trial, :trial_key, :config_hash, :mutation, :redactions, :idempotency_key, :record_hash)
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING id

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

-- part: text
-- Part of the hypothesis, in any case, without wildcards.
  AND replace(e.hypothesis_folded, :text, '') <> e.hypothesis_folded --? text

-- part: criteria
-- What an entry must meet, each of it optional.
  AND e.mutation_type = :mutation_type --? mutation_type
  AND e.promotion_decision = :outcome --? outcome
  AND e.disposition = :disposition --? disposition
  AND e.run_id = :run_id --? run_id
  AND e.experiment_id = :experiment_id --? experiment_id
  AND e.created_at >= :date_from --? date_from
  AND e.created_at <= :date_to --? date_to
  AND e.id IN (SELECT t.entry_id FROM journal_tags AS t WHERE t.tag IN (:tags*) GROUP BY t.entry_id HAVING count(*) = :n_tags) --? rare_tags
  AND (SELECT count(*) FROM journal_tags AS t WHERE t.tag IN (:tags*) AND t.entry_id = e.id) = :n_tags --? common_tags
  AND e.id IN (SELECT r.entry_id FROM journal_results AS r WHERE r.key = :result_key --? result_key
      AND r.value >= :result_at_least --? result_key, result_at_least
      AND r.value <= :result_at_most --? result_key, result_at_most
  ) --? result_key

-- name: insert
-- A new entry; its number comes back.
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
RETURNING id

-- name: by_idempotency_key
-- The entry that was logged under a key; at most one row.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.idempotency_key = :idempotency_key

-- name: insert_tag
-- One tag of an entry; executed once per tag.
INSERT INTO journal_tags (tag, entry_id) VALUES (:tag, :entry_id)

-- name: insert_result
-- One number of the results; executed once per key.
INSERT INTO journal_results (entry_id, key, value) VALUES (:entry_id, :key, :value)

-- name: insert_config
-- A config that was not tried before; else nothing.
INSERT INTO journal_configs (config_hash, config)
SELECT :config_hash, :config
WHERE NOT EXISTS (SELECT 1 FROM journal_configs WHERE config_hash = :config_hash)

-- name: insert_decision
-- Appends to the decisions on an entry.
INSERT INTO journal_decisions (entry_id, seq, "at", decision, reason, actor, comparison, record_hash)
VALUES (:entry_id, :seq, :at, :decision, :reason, :actor, :comparison, :record_hash)

-- name: by_id
-- One entry; at most one row.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.id = :entry_id

-- name: for_update
-- One entry, locked against other writers until the transaction ends.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.id = :entry_id

-- name: decide
-- Compare-and-set on the decision: no row changes when another writer came first.
UPDATE journal_entries SET promotion_decision = :decision, promotion_reason = :reason
WHERE id = :entry_id AND promotion_decision = 'pending'

-- name: decisions
-- The decisions on one entry, oldest first.
SELECT seq, "at", decision, reason, actor, comparison, record_hash FROM journal_decisions WHERE entry_id = :entry_id ORDER BY seq

-- name: newest
-- Newest first, every filter optional; the cursor is the last row already seen.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE TRUE
-- with: criteria
-- with: text
  AND e.id NOT IN (SELECT o.entry_id FROM journal_results AS o WHERE o.key = :without_result) --? without_result
  AND e.created_at <= :cursor_created_at --? cursor_created_at
  AND (e.created_at < :cursor_created_at OR e.id < :cursor_id) --? cursor_created_at
ORDER BY e.created_at DESC, e.id DESC
LIMIT :limit --? limit

-- name: oldest
-- Oldest first, every filter optional; the cursor is the last row already seen.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE TRUE
-- with: criteria
-- with: text
  AND e.id NOT IN (SELECT o.entry_id FROM journal_results AS o WHERE o.key = :without_result) --? without_result
  AND e.created_at >= :cursor_created_at --? cursor_created_at
  AND (e.created_at > :cursor_created_at OR e.id > :cursor_id) --? cursor_created_at
ORDER BY e.created_at, e.id
LIMIT :limit --? limit

-- name: by_highest
-- Entries that have the number, highest first, ties newest first; the cursor is the last row already seen.
SELECT e.*, c.config FROM journal_results AS s
JOIN journal_entries AS e ON e.id = s.entry_id
LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE s.key = :order_key
-- with: criteria
-- with: text
  AND (s.value < :cursor_value --? cursor_value
    OR (s.value = :cursor_value AND (e.created_at < :cursor_created_at --? cursor_value
        OR (e.created_at = :cursor_created_at AND e.id < :cursor_id)))) --? cursor_value
ORDER BY s.value DESC, e.created_at DESC, e.id DESC
LIMIT :limit --? limit

-- name: by_lowest
-- Entries that have the number, lowest first, ties newest first; the cursor is the last row already seen.
SELECT e.*, c.config FROM journal_results AS s
JOIN journal_entries AS e ON e.id = s.entry_id
LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE s.key = :order_key
-- with: criteria
-- with: text
  AND (s.value > :cursor_value --? cursor_value
    OR (s.value = :cursor_value AND (e.created_at < :cursor_created_at --? cursor_value
        OR (e.created_at = :cursor_created_at AND e.id < :cursor_id)))) --? cursor_value
ORDER BY s.value ASC, e.created_at DESC, e.id DESC
LIMIT :limit --? limit

-- name: result_of
-- A number of one entry's results; no row when it has none.
SELECT value FROM journal_results WHERE entry_id = :entry_id AND key = :key

-- name: count
-- How many entries pass the same filters; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM journal_entries AS e
WHERE TRUE
-- with: criteria
-- with: text
LIMIT :limit --? limit
) AS found

-- name: count_tag
-- How many entries have a tag; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM journal_tags AS t WHERE t.tag = :tag LIMIT :limit) AS found

-- name: by_trial
-- Every entry of a trial, newest number first.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.trial_key = :trial_key
ORDER BY e.id DESC

-- name: by_config
-- Every entry that tried a config, newest number first.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.config_hash = :config_hash
ORDER BY e.id DESC

-- name: thread
-- An entry and its descendants, by number.
WITH RECURSIVE thread (id) AS (
    SELECT s.id FROM journal_entries AS s WHERE s.id = :entry_id
    UNION ALL
    SELECT d.id FROM journal_entries AS d JOIN thread AS p ON d.parent_id = p.id
)
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.id IN (SELECT id FROM thread)
ORDER BY e.id

-- name: configs
-- Some of the configs that were tried, by number, after the last one already seen.
SELECT k, config_hash, config FROM journal_configs WHERE k > :after ORDER BY k LIMIT :limit

-- name: count_configs
-- How many different configs were tried.
SELECT count(*) AS n FROM journal_configs

-- The journal: entries that never change but for a pending decision, and what is looked up by.
-- A config is kept once, however many entries tried it.

CREATE SEQUENCE journal_keys;
CREATE SEQUENCE journal_config_keys;

CREATE TABLE journal_entries (
    id BIGINT PRIMARY KEY DEFAULT nextval('journal_keys'),
    created_at BIGINT NOT NULL,
    created_at_text TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    hypothesis TEXT NOT NULL,
    hypothesis_folded TEXT NOT NULL,
    mutation_type TEXT NOT NULL,
    config_diff TEXT NOT NULL,
    results TEXT NOT NULL,
    champion_metrics TEXT,
    promotion_decision TEXT NOT NULL CHECK (promotion_decision IN ('pending', 'promoted', 'rejected')),
    promotion_reason TEXT,
    disposition TEXT NOT NULL
        CHECK (disposition IN ('evaluated', 'errored', 'timed_out', 'skipped_duplicate', 'cancelled')),
    disposition_reason TEXT,
    run_id TEXT,
    experiment_id TEXT,
    model_version BIGINT,
    parent_id BIGINT,
    tags TEXT NOT NULL,
    metadata TEXT NOT NULL,
    seed BIGINT,
    trial TEXT,
    trial_key TEXT,
    config_hash TEXT,
    mutation TEXT,
    redactions TEXT NOT NULL
);
CREATE INDEX journal_entries_by_trial ON journal_entries (trial_key);
CREATE INDEX journal_entries_by_parent ON journal_entries (parent_id);

CREATE TABLE journal_tags (
    tag TEXT NOT NULL,
    entry_id BIGINT NOT NULL,
    PRIMARY KEY (tag, entry_id)
);

CREATE TABLE journal_results (
    entry_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE NOT NULL,
    PRIMARY KEY (entry_id, key)
);

CREATE TABLE journal_configs (
    k BIGINT PRIMARY KEY DEFAULT nextval('journal_config_keys'),
    config_hash TEXT NOT NULL UNIQUE,
    config TEXT NOT NULL
);

CREATE TABLE journal_decisions (
    entry_id BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('pending', 'promoted', 'rejected')),
    reason TEXT,
    actor TEXT,
    comparison TEXT,
    PRIMARY KEY (entry_id, seq)
);

CREATE TRIGGER journal_entries_change_by_decision_only AFTER UPDATE ON journal_entries
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error(reason) FROM (
    SELECT CASE
        WHEN o.id IS NULL
          OR (o.created_at, o.created_at_text, o.recorded_at, o.hypothesis, o.hypothesis_folded,
              o.mutation_type, o.config_diff, o.results, o.champion_metrics, o.disposition,
              o.disposition_reason, o.run_id, o.experiment_id, o.model_version, o.parent_id, o.tags,
              o.metadata, o.seed, o.trial, o.trial_key, o.config_hash, o.mutation, o.redactions)
             IS DISTINCT FROM
             (n.created_at, n.created_at_text, n.recorded_at, n.hypothesis, n.hypothesis_folded,
              n.mutation_type, n.config_diff, n.results, n.champion_metrics, n.disposition,
              n.disposition_reason, n.run_id, n.experiment_id, n.model_version, n.parent_id, n.tags,
              n.metadata, n.seed, n.trial, n.trial_key, n.config_hash, n.mutation, n.redactions)
            THEN 'immutable: journal entries are frozen'
        WHEN (o.promotion_decision, o.promotion_reason) IS DISTINCT FROM (n.promotion_decision, n.promotion_reason)
         AND NOT (o.promotion_decision = 'pending' AND n.promotion_decision <> 'pending'
                  AND o.disposition = 'evaluated')
            THEN 'invalid_transition: only a pending decision can be taken'
        END AS reason
    FROM new_rows AS n LEFT JOIN old_rows AS o ON o.id = n.id) AS verdicts
WHERE reason IS NOT NULL;

CREATE TRIGGER journal_entries_are_kept BEFORE DELETE ON journal_entries FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: journal entries are not deleted');

CREATE TRIGGER journal_tags_are_frozen BEFORE UPDATE ON journal_tags FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: journal entries are frozen');

CREATE TRIGGER journal_tags_are_kept BEFORE DELETE ON journal_tags FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: journal entries are frozen');

CREATE TRIGGER journal_results_are_frozen BEFORE UPDATE ON journal_results FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: journal entries are frozen');

CREATE TRIGGER journal_results_are_kept BEFORE DELETE ON journal_results FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: journal entries are frozen');

CREATE TRIGGER journal_configs_are_frozen BEFORE UPDATE ON journal_configs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: configs that were tried are frozen');

CREATE TRIGGER journal_configs_are_kept BEFORE DELETE ON journal_configs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: configs that were tried are frozen');

CREATE TRIGGER journal_decisions_are_frozen BEFORE UPDATE ON journal_decisions FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: decisions are appended only');

CREATE TRIGGER journal_decisions_are_kept BEFORE DELETE ON journal_decisions FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: decisions are appended only');

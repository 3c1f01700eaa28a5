-- The journal: entries that never change but for a pending decision, and what is looked up by.
-- A config is kept once, however many entries tried it.

CREATE TABLE journal_entries (
    id INTEGER PRIMARY KEY,
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
CREATE INDEX journal_entries_by_time ON journal_entries (created_at, id);
CREATE INDEX journal_entries_by_mutation ON journal_entries (mutation_type, created_at, id);
CREATE INDEX journal_entries_by_decision ON journal_entries (promotion_decision, created_at, id);
CREATE INDEX journal_entries_by_trial ON journal_entries (trial_key, id);
CREATE INDEX journal_entries_by_config ON journal_entries (config_hash, id);
CREATE INDEX journal_entries_by_run ON journal_entries (run_id, id);
CREATE INDEX journal_entries_by_experiment ON journal_entries (experiment_id, id);
CREATE INDEX journal_entries_by_parent ON journal_entries (parent_id, id);

CREATE TABLE journal_tags (
    tag TEXT NOT NULL,
    entry_id INTEGER NOT NULL,
    PRIMARY KEY (tag, entry_id)
) WITHOUT ROWID;

CREATE TABLE journal_results (
    entry_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (entry_id, key)
) WITHOUT ROWID;
CREATE INDEX journal_results_by_value ON journal_results (key, value, entry_id);

CREATE TABLE journal_configs (
    k INTEGER PRIMARY KEY,
    config_hash TEXT NOT NULL UNIQUE,
    config TEXT NOT NULL
);

CREATE TABLE journal_decisions (
    entry_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('pending', 'promoted', 'rejected')),
    reason TEXT,
    actor TEXT,
    comparison TEXT,
    PRIMARY KEY (entry_id, seq)
) WITHOUT ROWID;

CREATE TRIGGER journal_entries_are_frozen BEFORE UPDATE ON journal_entries
WHEN (OLD.id, OLD.created_at, OLD.created_at_text, OLD.recorded_at, OLD.hypothesis,
      OLD.hypothesis_folded, OLD.mutation_type, OLD.config_diff, OLD.results, OLD.champion_metrics,
      OLD.disposition, OLD.disposition_reason, OLD.run_id, OLD.experiment_id, OLD.model_version,
      OLD.parent_id, OLD.tags, OLD.metadata, OLD.seed, OLD.trial, OLD.trial_key, OLD.config_hash,
      OLD.mutation, OLD.redactions)
  IS NOT (NEW.id, NEW.created_at, NEW.created_at_text, NEW.recorded_at, NEW.hypothesis,
      NEW.hypothesis_folded, NEW.mutation_type, NEW.config_diff, NEW.results, NEW.champion_metrics,
      NEW.disposition, NEW.disposition_reason, NEW.run_id, NEW.experiment_id, NEW.model_version,
      NEW.parent_id, NEW.tags, NEW.metadata, NEW.seed, NEW.trial, NEW.trial_key, NEW.config_hash,
      NEW.mutation, NEW.redactions)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_entries_are_decided_once BEFORE UPDATE ON journal_entries
WHEN (OLD.promotion_decision, OLD.promotion_reason) IS NOT (NEW.promotion_decision, NEW.promotion_reason)
 AND NOT (OLD.promotion_decision = 'pending' AND NEW.promotion_decision <> 'pending'
          AND OLD.disposition = 'evaluated')
BEGIN SELECT RAISE(ABORT, 'invalid_transition: only a pending decision can be taken'); END;

CREATE TRIGGER journal_entries_are_not_replaced BEFORE INSERT ON journal_entries
WHEN EXISTS (SELECT 1 FROM journal_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'immutable: the journal entry exists'); END;

CREATE TRIGGER journal_entries_are_kept BEFORE DELETE ON journal_entries
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are not deleted'); END;

CREATE TRIGGER journal_tags_are_not_replaced BEFORE INSERT ON journal_tags
WHEN EXISTS (SELECT 1 FROM journal_tags WHERE tag = NEW.tag AND entry_id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_tags_are_frozen BEFORE UPDATE ON journal_tags
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_tags_are_kept BEFORE DELETE ON journal_tags
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_results_are_not_replaced BEFORE INSERT ON journal_results
WHEN EXISTS (SELECT 1 FROM journal_results WHERE entry_id = NEW.entry_id AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_results_are_frozen BEFORE UPDATE ON journal_results
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_results_are_kept BEFORE DELETE ON journal_results
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_configs_are_not_replaced BEFORE INSERT ON journal_configs
WHEN EXISTS (SELECT 1 FROM journal_configs WHERE config_hash = NEW.config_hash OR k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: configs that were tried are frozen'); END;

CREATE TRIGGER journal_configs_are_frozen BEFORE UPDATE ON journal_configs
BEGIN SELECT RAISE(ABORT, 'immutable: configs that were tried are frozen'); END;

CREATE TRIGGER journal_configs_are_kept BEFORE DELETE ON journal_configs
BEGIN SELECT RAISE(ABORT, 'immutable: configs that were tried are frozen'); END;

CREATE TRIGGER journal_decisions_are_not_replaced BEFORE INSERT ON journal_decisions
WHEN EXISTS (SELECT 1 FROM journal_decisions WHERE entry_id = NEW.entry_id AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'immutable: decisions are appended only'); END;

CREATE TRIGGER journal_decisions_are_frozen BEFORE UPDATE ON journal_decisions
BEGIN SELECT RAISE(ABORT, 'immutable: decisions are appended only'); END;

CREATE TRIGGER journal_decisions_are_kept BEFORE DELETE ON journal_decisions
BEGIN SELECT RAISE(ABORT, 'immutable: decisions are appended only'); END;

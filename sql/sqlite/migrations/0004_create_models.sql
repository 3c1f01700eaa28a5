-- Models: versions and events that never change, aliases that do, and how far these have followed.

CREATE TABLE models (
    model_name TEXT NOT NULL PRIMARY KEY,
    n_versions BIGINT NOT NULL CHECK (n_versions >= 0)
) WITHOUT ROWID;

CREATE TABLE model_versions (
    model_name TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    config TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    metrics TEXT NOT NULL,
    tags TEXT NOT NULL,
    flavour TEXT,
    flavour_details TEXT NOT NULL,
    pickled BOOLEAN NOT NULL,
    signature TEXT,
    model_digest TEXT,
    prediction_digest TEXT,
    requirements TEXT NOT NULL,
    run_id TEXT,
    run_name TEXT,
    experiment_id TEXT,
    input_artifacts TEXT NOT NULL,
    file_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    file_hash TEXT,
    size_bytes BIGINT,
    storage_uri TEXT,
    redactions TEXT NOT NULL,
    PRIMARY KEY (model_name, version)
);
CREATE INDEX model_versions_by_run ON model_versions (run_id);
CREATE INDEX model_versions_by_experiment ON model_versions (experiment_id);

CREATE TABLE model_aliases (
    model_name TEXT NOT NULL,
    alias TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (model_name, alias)
) WITHOUT ROWID;

CREATE TABLE model_histories (
    model_name TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    projected_seq BIGINT NOT NULL CHECK (projected_seq BETWEEN 0 AND last_seq)
) WITHOUT ROWID;

CREATE TABLE model_events (
    model_name TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('promoted', 'rolled_back', 'demoted', 'archived', 'quarantined', 'released', 'adopted')),
    version BIGINT NOT NULL,
    champion BIGINT,
    previous_champion BIGINT,
    actor TEXT,
    reason TEXT,
    evidence TEXT,
    journal_entry_id BIGINT,
    redactions TEXT NOT NULL,
    PRIMARY KEY (model_name, seq)
);

CREATE TRIGGER models_are_not_replaced BEFORE INSERT ON models
WHEN EXISTS (SELECT 1 FROM models WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: the model exists'); END;

CREATE TRIGGER models_count_upwards BEFORE UPDATE ON models
WHEN OLD.model_name IS NOT NEW.model_name OR NEW.n_versions <= OLD.n_versions
BEGIN SELECT RAISE(ABORT, 'immutable: versions are counted upwards'); END;

CREATE TRIGGER models_are_kept BEFORE DELETE ON models
BEGIN SELECT RAISE(ABORT, 'immutable: models are not deleted'); END;

CREATE TRIGGER model_versions_are_not_replaced BEFORE INSERT ON model_versions
WHEN EXISTS (SELECT 1 FROM model_versions WHERE model_name = NEW.model_name AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'immutable: model versions are frozen'); END;

CREATE TRIGGER model_versions_are_frozen BEFORE UPDATE ON model_versions
BEGIN SELECT RAISE(ABORT, 'immutable: model versions are frozen'); END;

CREATE TRIGGER model_versions_are_kept BEFORE DELETE ON model_versions
BEGIN SELECT RAISE(ABORT, 'immutable: model versions are not deleted'); END;

CREATE TRIGGER model_histories_are_not_replaced BEFORE INSERT ON model_histories
WHEN EXISTS (SELECT 1 FROM model_histories WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: the history exists'); END;

CREATE TRIGGER model_histories_go_on BEFORE UPDATE ON model_histories
WHEN OLD.model_name IS NOT NEW.model_name OR NEW.last_seq < OLD.last_seq
  OR NEW.projected_seq < OLD.projected_seq
BEGIN SELECT RAISE(ABORT, 'immutable: a history goes on, never back'); END;

CREATE TRIGGER model_histories_are_kept BEFORE DELETE ON model_histories
BEGIN SELECT RAISE(ABORT, 'immutable: histories are not deleted'); END;

CREATE TRIGGER model_events_are_appended BEFORE INSERT ON model_events
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM model_events WHERE model_name = NEW.model_name), 0)
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are appended only'); END;

CREATE TRIGGER model_events_are_frozen BEFORE UPDATE ON model_events
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are appended only'); END;

CREATE TRIGGER model_events_are_kept BEFORE DELETE ON model_events
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are appended only'); END;

-- Models: versions and events that never change, aliases that do, and how far these have followed.

CREATE TABLE models (
    model_name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    n_versions BIGINT NOT NULL CHECK (n_versions >= 0)
);

CREATE TABLE model_versions (
    model_name TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    config TEXT NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    metrics TEXT NOT NULL,
    tags TEXT NOT NULL,
    flavour TEXT,
    flavour_details TEXT NOT NULL,
    pickled BOOLEAN NOT NULL,
    signature TEXT,
    model_digest TEXT COLLATE "C",
    prediction_digest TEXT COLLATE "C",
    requirements TEXT NOT NULL,
    run_id TEXT COLLATE "C",
    run_name TEXT,
    experiment_id TEXT COLLATE "C",
    input_artifacts TEXT NOT NULL,
    file_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    file_hash TEXT COLLATE "C",
    size_bytes BIGINT,
    storage_uri TEXT,
    redactions TEXT NOT NULL,
    PRIMARY KEY (model_name, version)
);
CREATE INDEX model_versions_by_run ON model_versions (run_id);
CREATE INDEX model_versions_by_experiment ON model_versions (experiment_id);

CREATE TABLE model_aliases (
    model_name TEXT COLLATE "C" NOT NULL,
    alias TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (model_name, alias)
);

CREATE TABLE model_histories (
    model_name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    projected_seq BIGINT NOT NULL CHECK (projected_seq BETWEEN 0 AND last_seq)
);

CREATE TABLE model_events (
    model_name TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    at BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL
        CHECK (kind IN ('promoted', 'rolled_back', 'demoted', 'archived', 'quarantined', 'released', 'adopted')),
    version BIGINT NOT NULL,
    champion BIGINT,
    previous_champion BIGINT,
    actor TEXT COLLATE "C",
    reason TEXT,
    evidence TEXT,
    journal_entry_id BIGINT,
    redactions TEXT NOT NULL,
    PRIMARY KEY (model_name, seq)
);

CREATE TRIGGER models_count_upwards BEFORE UPDATE ON models
FOR EACH ROW WHEN (OLD.model_name IS DISTINCT FROM NEW.model_name OR NEW.n_versions <= OLD.n_versions)
EXECUTE FUNCTION refuse_change('immutable: versions are counted upwards');

CREATE TRIGGER models_are_kept BEFORE DELETE ON models
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: models are not deleted');

CREATE TRIGGER models_are_not_truncated BEFORE TRUNCATE ON models
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: models are not deleted');

CREATE TRIGGER model_versions_are_frozen BEFORE UPDATE OR DELETE ON model_versions
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: model versions are frozen');

CREATE TRIGGER model_versions_are_not_truncated BEFORE TRUNCATE ON model_versions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: model versions are frozen');

CREATE TRIGGER model_histories_go_on BEFORE UPDATE ON model_histories
FOR EACH ROW WHEN (OLD.model_name IS DISTINCT FROM NEW.model_name OR NEW.last_seq < OLD.last_seq
                   OR NEW.projected_seq < OLD.projected_seq)
EXECUTE FUNCTION refuse_change('immutable: a history goes on, never back');

CREATE TRIGGER model_histories_are_kept BEFORE DELETE ON model_histories
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: histories are not deleted');

CREATE TRIGGER model_histories_are_not_truncated BEFORE TRUNCATE ON model_histories
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: histories are not deleted');

CREATE TRIGGER model_events_are_frozen BEFORE UPDATE OR DELETE ON model_events
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: promotions are appended only');

CREATE TRIGGER model_events_are_not_truncated BEFORE TRUNCATE ON model_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: promotions are appended only');

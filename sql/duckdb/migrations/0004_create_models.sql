-- Models: versions and events that never change, aliases that do, and how far these have followed.

CREATE TABLE models (
    model_name TEXT NOT NULL PRIMARY KEY,
    n_versions BIGINT NOT NULL CHECK (n_versions >= 0)
);

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

CREATE TABLE model_aliases (
    model_name TEXT NOT NULL,
    alias TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (model_name, alias)
);

CREATE TABLE model_histories (
    model_name TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    projected_seq BIGINT NOT NULL CHECK (projected_seq BETWEEN 0 AND last_seq)
);

CREATE TABLE model_events (
    model_name TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    "at" BIGINT NOT NULL,
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

CREATE TRIGGER models_count_upwards AFTER UPDATE ON models
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: versions are counted upwards')
FROM new_rows AS n LEFT JOIN old_rows AS o ON o.model_name = n.model_name
WHERE o.model_name IS NULL OR n.n_versions <= o.n_versions;

CREATE TRIGGER models_are_kept BEFORE DELETE ON models FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: models are not deleted');

CREATE TRIGGER model_versions_are_frozen BEFORE UPDATE ON model_versions FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: model versions are frozen');

CREATE TRIGGER model_versions_are_kept BEFORE DELETE ON model_versions FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: model versions are not deleted');

CREATE TRIGGER model_histories_go_on AFTER UPDATE ON model_histories
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: a history goes on, never back')
FROM new_rows AS n LEFT JOIN old_rows AS o ON o.model_name = n.model_name
WHERE o.model_name IS NULL OR n.last_seq < o.last_seq OR n.projected_seq < o.projected_seq;

CREATE TRIGGER model_histories_are_kept BEFORE DELETE ON model_histories FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: histories are not deleted');

CREATE TRIGGER model_events_are_frozen BEFORE UPDATE ON model_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: promotions are appended only');

CREATE TRIGGER model_events_are_kept BEFORE DELETE ON model_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: promotions are appended only');

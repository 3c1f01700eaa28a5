-- Experiments, their edges and history; the artifact catalog and its lineage.
-- Times are microseconds since 1970 UTC, durations milliseconds, documents canonical JSON.
-- Text that is compared has the C collation: its order is that of the other engines, whatever the
-- locale of the database.

CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

CREATE TABLE experiments (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    experiment_id TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT,
    inputs TEXT NOT NULL,
    n_inputs INTEGER NOT NULL,
    config TEXT NOT NULL,
    required_outputs TEXT NOT NULL,
    git_commit TEXT COLLATE "C" NOT NULL,
    git_dirty BOOLEAN NOT NULL,
    engine_version TEXT NOT NULL,
    environment TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    definition_hash TEXT COLLATE "C" NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    outputs TEXT NOT NULL,
    started_at BIGINT,
    completed_at BIGINT,
    duration_ms BIGINT CHECK (duration_ms >= 0),
    error TEXT,
    state_hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX experiments_by_time ON experiments (created_at, experiment_id);
CREATE INDEX experiments_by_status ON experiments (status, created_at, experiment_id);
CREATE INDEX experiments_by_commit ON experiments (git_commit, created_at, experiment_id);

-- created_at is repeated here so that the newest users of a popular artifact are one index range.
CREATE TABLE experiment_inputs (
    artifact_id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    k BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (artifact_id, created_at, k, role)
);
CREATE UNIQUE INDEX experiment_inputs_by_experiment ON experiment_inputs (k, ordinal);

CREATE TABLE experiment_outputs (
    k BIGINT NOT NULL,
    slot TEXT COLLATE "C" NOT NULL,
    artifact_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (k, slot)
);
CREATE INDEX experiment_outputs_by_artifact ON experiment_outputs (artifact_id);

CREATE TABLE experiment_events (
    k BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (k, seq)
);

CREATE TABLE artifacts (
    artifact_id TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    schema_version INTEGER NOT NULL,
    format TEXT NOT NULL,
    logical_key TEXT COLLATE "C",
    supersedes TEXT COLLATE "C",
    file_hash TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C",
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
    storage_uri TEXT COLLATE "C" NOT NULL,
    summary TEXT NOT NULL,
    producer_kind TEXT,
    producer_id TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    record_hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX artifacts_by_time ON artifacts (created_at, artifact_id);
CREATE INDEX artifacts_by_kind ON artifacts (kind, created_at, artifact_id);
CREATE INDEX artifacts_by_logical_key ON artifacts (logical_key, created_at, artifact_id);
CREATE INDEX artifacts_by_file_hash ON artifacts (file_hash);
CREATE INDEX artifacts_by_producer ON artifacts (producer_id);

CREATE TABLE artifact_parents (
    child_id TEXT COLLATE "C" NOT NULL,
    ordinal INTEGER NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (child_id, ordinal)
);
CREATE INDEX artifact_parents_by_parent ON artifact_parents (parent_id, child_id);

-- An artifact without events is active; its status is that of the last event.
CREATE TABLE artifact_events (
    artifact_id TEXT COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('superseded', 'tombstoned')),
    successor_id TEXT COLLATE "C",
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
);

-- Guards: what the services refuse, raw SQL cannot do either. A guard that looks at other rows locks
-- the record they belong to first; under READ COMMITTED its next statement then sees what the former
-- holder of the lock committed. Functions keep the search path of this script, so that no table of the
-- same name elsewhere can stand in for ours.

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
END $$;

CREATE TRIGGER experiments_end_for_ever BEFORE UPDATE ON experiments
FOR EACH ROW WHEN (OLD.status IN ('completed', 'failed', 'cancelled'))
EXECUTE FUNCTION refuse_change('immutable: the experiment has ended');

CREATE TRIGGER experiments_keep_their_definition BEFORE UPDATE ON experiments
FOR EACH ROW WHEN (
    (OLD.k, OLD.experiment_id, OLD.name, OLD.description, OLD.inputs, OLD.n_inputs, OLD.config,
     OLD.required_outputs, OLD.git_commit, OLD.git_dirty, OLD.engine_version, OLD.environment,
     OLD.created_at, OLD.recorded_at, OLD.config_hash, OLD.definition_hash)
    IS DISTINCT FROM
    (NEW.k, NEW.experiment_id, NEW.name, NEW.description, NEW.inputs, NEW.n_inputs, NEW.config,
     NEW.required_outputs, NEW.git_commit, NEW.git_dirty, NEW.engine_version, NEW.environment,
     NEW.created_at, NEW.recorded_at, NEW.config_hash, NEW.definition_hash))
EXECUTE FUNCTION refuse_change('immutable: the definition of an experiment is frozen');

CREATE TRIGGER experiments_follow_the_state_machine BEFORE UPDATE ON experiments
FOR EACH ROW WHEN (
    NEW.status <> OLD.status
    AND NOT (OLD.status = 'pending' AND NEW.status IN ('running', 'failed', 'cancelled'))
    AND NOT (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled')))
EXECUTE FUNCTION refuse_change('invalid_transition: not a step of the state machine');

-- Outputs are never removed, so one that is seen stays.
CREATE FUNCTION require_outputs() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM json_array_elements_text(CAST(NEW.required_outputs AS json)) AS required (slot)
        WHERE required.slot NOT IN (SELECT o.slot FROM experiment_outputs AS o WHERE o.k = NEW.k))
    THEN
        RAISE EXCEPTION 'invalid_transition: a required output is missing';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER experiments_complete_with_their_outputs BEFORE UPDATE ON experiments
FOR EACH ROW WHEN (NEW.status = 'completed' AND OLD.status <> 'completed')
EXECUTE FUNCTION require_outputs();

CREATE TRIGGER experiments_are_kept BEFORE DELETE ON experiments
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: experiments are never deleted');

CREATE TRIGGER experiments_are_not_truncated BEFORE TRUNCATE ON experiments
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: experiments are never deleted');

-- No lock: n_inputs never changes, and the index on (k, ordinal) fills each place once. One check for
-- a whole statement, because an experiment may have 10,000 inputs.
CREATE FUNCTION require_declared_inputs() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted AS i
        LEFT JOIN experiments AS e ON e.k = i.k
        WHERE e.k IS NULL OR i.ordinal NOT BETWEEN 0 AND e.n_inputs - 1)
    THEN
        RAISE EXCEPTION 'immutable: the inputs of an experiment are frozen';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER experiment_inputs_belong_to_the_definition AFTER INSERT ON experiment_inputs
REFERENCING NEW TABLE AS inserted
FOR EACH STATEMENT EXECUTE FUNCTION require_declared_inputs();

CREATE TRIGGER experiment_inputs_are_frozen BEFORE UPDATE OR DELETE ON experiment_inputs
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: the inputs of an experiment are frozen');

CREATE TRIGGER experiment_inputs_are_not_truncated BEFORE TRUNCATE ON experiment_inputs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: the inputs of an experiment are frozen');

CREATE FUNCTION require_running_experiment() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM experiments WHERE k = NEW.k AND status = 'running' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'immutable: an output is written once, while the experiment runs';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER experiment_outputs_are_written_while_it_runs BEFORE INSERT ON experiment_outputs
FOR EACH ROW EXECUTE FUNCTION require_running_experiment();

CREATE TRIGGER experiment_outputs_are_frozen BEFORE UPDATE OR DELETE ON experiment_outputs
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: an output is written once');

CREATE TRIGGER experiment_outputs_are_not_truncated BEFORE TRUNCATE ON experiment_outputs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: an output is written once');

CREATE FUNCTION require_living_experiment() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM experiments WHERE k = NEW.k AND status IN ('pending', 'running') FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM experiment_events WHERE k = NEW.k AND seq >= NEW.seq) THEN
        RAISE EXCEPTION 'immutable: events are appended while the experiment lives';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER experiment_events_end_with_the_experiment BEFORE INSERT ON experiment_events
FOR EACH ROW EXECUTE FUNCTION require_living_experiment();

CREATE TRIGGER experiment_events_are_frozen BEFORE UPDATE OR DELETE ON experiment_events
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: events are appended only');

CREATE TRIGGER experiment_events_are_not_truncated BEFORE TRUNCATE ON experiment_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: events are appended only');

CREATE TRIGGER artifacts_are_frozen BEFORE UPDATE OR DELETE ON artifacts
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: artifacts are insert-only');

CREATE TRIGGER artifacts_are_not_truncated BEFORE TRUNCATE ON artifacts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: artifacts are insert-only');

-- An artifact that has become a parent takes no parents any more, so lineage has no cycle. The two
-- locks exclude each other on one artifact: it cannot become parent and child at the same time.
CREATE FUNCTION require_earlier_parents() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM artifacts WHERE artifact_id IN (SELECT child_id FROM inserted)
    ORDER BY artifact_id FOR UPDATE;
    PERFORM FROM artifacts WHERE artifact_id IN (SELECT parent_id FROM inserted)
    ORDER BY artifact_id FOR KEY SHARE;
    IF EXISTS (
        SELECT FROM inserted AS i
        WHERE NOT EXISTS (SELECT FROM artifacts WHERE artifact_id = i.parent_id)
           OR NOT EXISTS (SELECT FROM artifacts WHERE artifact_id = i.child_id)
           OR EXISTS (SELECT FROM artifact_parents WHERE parent_id = i.child_id))
    THEN
        RAISE EXCEPTION 'immutable: a lineage edge points to an earlier artifact';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER artifact_parents_are_earlier AFTER INSERT ON artifact_parents
REFERENCING NEW TABLE AS inserted
FOR EACH STATEMENT EXECUTE FUNCTION require_earlier_parents();

CREATE TRIGGER artifact_parents_are_frozen BEFORE UPDATE OR DELETE ON artifact_parents
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: lineage is insert-only');

CREATE TRIGGER artifact_parents_are_not_truncated BEFORE TRUNCATE ON artifact_parents
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: lineage is insert-only');

CREATE FUNCTION require_artifact_step() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM artifacts WHERE artifact_id = NEW.artifact_id FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (
        SELECT FROM artifact_events
        WHERE artifact_id = NEW.artifact_id AND (seq >= NEW.seq OR status IN ('tombstoned', NEW.status)))
    THEN
        RAISE EXCEPTION 'invalid_transition: not a step of the state machine';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER artifact_events_follow_the_state_machine BEFORE INSERT ON artifact_events
FOR EACH ROW EXECUTE FUNCTION require_artifact_step();

CREATE TRIGGER artifact_events_are_frozen BEFORE UPDATE OR DELETE ON artifact_events
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: events are appended only');

CREATE TRIGGER artifact_events_are_not_truncated BEFORE TRUNCATE ON artifact_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: events are appended only');

-- Runs with their final metrics, metric series and progress.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE TABLE runs (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    config TEXT NOT NULL,
    datasets TEXT NOT NULL,
    tags TEXT NOT NULL,
    seed BIGINT,
    experiment_id TEXT COLLATE "C",
    parent_run_id TEXT COLLATE "C",
    results_dir TEXT,
    git_commit TEXT COLLATE "C",
    origin TEXT NOT NULL,
    redactions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    definition_hash TEXT COLLATE "C" NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    metrics TEXT NOT NULL,
    metrics_artifact_id TEXT COLLATE "C",
    error TEXT,
    summary_path TEXT,
    started_at BIGINT,
    ended_at BIGINT,
    duration_ms BIGINT CHECK (duration_ms >= 0),
    heartbeat_at BIGINT,
    lease_expires_at BIGINT,
    state_hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX runs_by_time ON runs (created_at, run_id);
CREATE INDEX runs_by_status ON runs (status, created_at, run_id);
CREATE INDEX runs_by_name ON runs (name, created_at, run_id);
CREATE INDEX runs_by_kind ON runs (kind, created_at, run_id);
CREATE INDEX runs_by_experiment ON runs (experiment_id, created_at, run_id);
CREATE INDEX runs_by_parent ON runs (parent_run_id, created_at, run_id);

CREATE TABLE run_tags (
    tag TEXT COLLATE "C" NOT NULL,
    k BIGINT NOT NULL,
    PRIMARY KEY (tag, k)
);

CREATE TABLE run_datasets (
    dataset TEXT COLLATE "C" NOT NULL,
    k BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    artifact_id TEXT COLLATE "C",
    PRIMARY KEY (dataset, k, ordinal)
);
CREATE INDEX run_datasets_by_artifact ON run_datasets (artifact_id, k);

CREATE TABLE run_metrics (
    k BIGINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
);
CREATE INDEX run_metrics_by_value ON run_metrics (key, value, k);

CREATE TABLE run_points (
    k BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    step BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (k, seq)
);

CREATE TABLE run_events (
    k BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    client_seq BIGINT,
    at BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('status', 'progress', 'log')),
    status TEXT COLLATE "C",
    attempt INTEGER NOT NULL,
    phase TEXT,
    percent DOUBLE PRECISION,
    message TEXT,
    payload TEXT,
    PRIMARY KEY (k, seq)
);
CREATE UNIQUE INDEX run_events_by_client ON run_events (k, client_seq);

CREATE TRIGGER runs_end_for_ever BEFORE UPDATE ON runs
FOR EACH ROW WHEN (OLD.status IN ('completed', 'failed', 'cancelled'))
EXECUTE FUNCTION refuse_change('immutable: the run has ended');

CREATE TRIGGER runs_keep_their_definition BEFORE UPDATE ON runs
FOR EACH ROW WHEN (
    (OLD.k, OLD.run_id, OLD.name, OLD.kind, OLD.config, OLD.datasets, OLD.tags, OLD.seed,
     OLD.experiment_id, OLD.parent_run_id, OLD.results_dir, OLD.git_commit, OLD.origin,
     OLD.redactions, OLD.created_at, OLD.recorded_at, OLD.config_hash, OLD.definition_hash)
    IS DISTINCT FROM
    (NEW.k, NEW.run_id, NEW.name, NEW.kind, NEW.config, NEW.datasets, NEW.tags, NEW.seed,
     NEW.experiment_id, NEW.parent_run_id, NEW.results_dir, NEW.git_commit, NEW.origin,
     NEW.redactions, NEW.created_at, NEW.recorded_at, NEW.config_hash, NEW.definition_hash))
EXECUTE FUNCTION refuse_change('immutable: the definition of a run is frozen');

CREATE TRIGGER runs_follow_the_state_machine BEFORE UPDATE ON runs
FOR EACH ROW WHEN (
    NEW.status <> OLD.status
    AND NOT (OLD.status = 'pending' AND NEW.status IN ('running', 'failed', 'cancelled'))
    AND NOT (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled')))
EXECUTE FUNCTION refuse_change('invalid_transition: not a step of the state machine');

CREATE TRIGGER runs_complete_with_their_metrics BEFORE UPDATE ON runs
FOR EACH ROW WHEN (NEW.status = 'completed' AND NEW.metrics_artifact_id IS NULL)
EXECUTE FUNCTION refuse_change('invalid_transition: the metrics artifact is missing');

CREATE TRIGGER runs_are_kept BEFORE DELETE ON runs
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: runs are not deleted');

CREATE TRIGGER runs_are_not_truncated BEFORE TRUNCATE ON runs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: runs are not deleted');

CREATE FUNCTION require_running_run() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM runs WHERE k IN (SELECT k FROM inserted) ORDER BY k FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM inserted AS i LEFT JOIN runs AS r ON r.k = i.k
        WHERE r.k IS NULL OR r.status NOT IN ('pending', 'running'))
    THEN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER run_metrics_belong_to_living_runs AFTER INSERT ON run_metrics
REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT
EXECUTE FUNCTION require_running_run('immutable: final metrics are written once, when the run ends');

CREATE TRIGGER run_metrics_are_frozen BEFORE UPDATE OR DELETE ON run_metrics
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: final metrics are written once');

CREATE TRIGGER run_metrics_are_not_truncated BEFORE TRUNCATE ON run_metrics
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: final metrics are written once');

CREATE TRIGGER run_points_belong_to_living_runs AFTER INSERT ON run_points
REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT
EXECUTE FUNCTION require_running_run('immutable: points are appended while the run lives');

CREATE TRIGGER run_points_are_frozen BEFORE UPDATE OR DELETE ON run_points
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: points are appended only');

CREATE TRIGGER run_points_are_not_truncated BEFORE TRUNCATE ON run_points
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: points are appended only');

CREATE TRIGGER run_events_belong_to_living_runs AFTER INSERT ON run_events
REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT
EXECUTE FUNCTION require_running_run('immutable: events are appended while the run lives');

CREATE TRIGGER run_events_are_frozen BEFORE UPDATE OR DELETE ON run_events
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: events are appended only');

CREATE TRIGGER run_events_are_not_truncated BEFORE TRUNCATE ON run_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: events are appended only');

CREATE TRIGGER run_tags_are_frozen BEFORE UPDATE OR DELETE ON run_tags
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: the definition of a run is frozen');

CREATE TRIGGER run_tags_are_not_truncated BEFORE TRUNCATE ON run_tags
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: the definition of a run is frozen');

CREATE TRIGGER run_datasets_are_frozen BEFORE UPDATE OR DELETE ON run_datasets
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: the definition of a run is frozen');

CREATE TRIGGER run_datasets_are_not_truncated BEFORE TRUNCATE ON run_datasets
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: the definition of a run is frozen');

-- The journal: entries that never change but for a pending decision, and what is looked up by.
-- A config is kept once, however many entries tried it.

CREATE TABLE journal_entries (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at BIGINT NOT NULL,
    created_at_text TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    hypothesis TEXT NOT NULL,
    hypothesis_folded TEXT NOT NULL,
    mutation_type TEXT COLLATE "C" NOT NULL,
    config_diff TEXT NOT NULL,
    results TEXT NOT NULL,
    champion_metrics TEXT,
    promotion_decision TEXT COLLATE "C" NOT NULL CHECK (promotion_decision IN ('pending', 'promoted', 'rejected')),
    promotion_reason TEXT,
    disposition TEXT COLLATE "C" NOT NULL
        CHECK (disposition IN ('evaluated', 'errored', 'timed_out', 'skipped_duplicate', 'cancelled')),
    disposition_reason TEXT,
    run_id TEXT COLLATE "C",
    experiment_id TEXT COLLATE "C",
    model_version BIGINT,
    parent_id BIGINT,
    tags TEXT NOT NULL,
    metadata TEXT NOT NULL,
    seed BIGINT,
    trial TEXT,
    trial_key TEXT COLLATE "C",
    config_hash TEXT COLLATE "C",
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
    tag TEXT COLLATE "C" NOT NULL,
    entry_id BIGINT NOT NULL,
    PRIMARY KEY (tag, entry_id)
);

CREATE TABLE journal_results (
    entry_id BIGINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (entry_id, key)
);
CREATE INDEX journal_results_by_value ON journal_results (key, value, entry_id);

CREATE TABLE journal_configs (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    config_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    config TEXT NOT NULL
);

CREATE TABLE journal_decisions (
    entry_id BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    decision TEXT COLLATE "C" NOT NULL CHECK (decision IN ('pending', 'promoted', 'rejected')),
    reason TEXT,
    actor TEXT COLLATE "C",
    comparison TEXT,
    PRIMARY KEY (entry_id, seq)
);

CREATE TRIGGER journal_entries_are_frozen BEFORE UPDATE ON journal_entries
FOR EACH ROW WHEN (
    (OLD.id, OLD.created_at, OLD.created_at_text, OLD.recorded_at, OLD.hypothesis, OLD.hypothesis_folded,
     OLD.mutation_type, OLD.config_diff, OLD.results, OLD.champion_metrics, OLD.disposition,
     OLD.disposition_reason, OLD.run_id, OLD.experiment_id, OLD.model_version, OLD.parent_id, OLD.tags,
     OLD.metadata, OLD.seed, OLD.trial, OLD.trial_key, OLD.config_hash, OLD.mutation, OLD.redactions)
    IS DISTINCT FROM
    (NEW.id, NEW.created_at, NEW.created_at_text, NEW.recorded_at, NEW.hypothesis, NEW.hypothesis_folded,
     NEW.mutation_type, NEW.config_diff, NEW.results, NEW.champion_metrics, NEW.disposition,
     NEW.disposition_reason, NEW.run_id, NEW.experiment_id, NEW.model_version, NEW.parent_id, NEW.tags,
     NEW.metadata, NEW.seed, NEW.trial, NEW.trial_key, NEW.config_hash, NEW.mutation, NEW.redactions))
EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

CREATE TRIGGER journal_entries_are_decided_once BEFORE UPDATE ON journal_entries
FOR EACH ROW WHEN (
    (OLD.promotion_decision, OLD.promotion_reason) IS DISTINCT FROM (NEW.promotion_decision, NEW.promotion_reason)
    AND NOT (OLD.promotion_decision = 'pending' AND NEW.promotion_decision <> 'pending'
             AND OLD.disposition = 'evaluated'))
EXECUTE FUNCTION refuse_change('invalid_transition: only a pending decision can be taken');

CREATE TRIGGER journal_entries_are_kept BEFORE DELETE ON journal_entries
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: journal entries are not deleted');

CREATE TRIGGER journal_entries_are_not_truncated BEFORE TRUNCATE ON journal_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: journal entries are not deleted');

CREATE TRIGGER journal_tags_are_frozen BEFORE UPDATE OR DELETE ON journal_tags
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

CREATE TRIGGER journal_tags_are_not_truncated BEFORE TRUNCATE ON journal_tags
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

CREATE TRIGGER journal_results_are_frozen BEFORE UPDATE OR DELETE ON journal_results
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

CREATE TRIGGER journal_results_are_not_truncated BEFORE TRUNCATE ON journal_results
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

CREATE TRIGGER journal_configs_are_frozen BEFORE UPDATE OR DELETE ON journal_configs
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: configs that were tried are frozen');

CREATE TRIGGER journal_configs_are_not_truncated BEFORE TRUNCATE ON journal_configs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: configs that were tried are frozen');

CREATE TRIGGER journal_decisions_are_frozen BEFORE UPDATE OR DELETE ON journal_decisions
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: decisions are appended only');

CREATE TRIGGER journal_decisions_are_not_truncated BEFORE TRUNCATE ON journal_decisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: decisions are appended only');

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

-- The job queue. A job has one run, and a run at most one job; every attempt that ended is kept.

CREATE TABLE jobs (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id TEXT COLLATE "C" NOT NULL UNIQUE,
    run_id TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    priority INTEGER NOT NULL,
    dedup_key TEXT COLLATE "C",
    available_at BIGINT NOT NULL,
    max_attempts INTEGER NOT NULL,
    status TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('queued', 'running', 'retry_wait', 'succeeded', 'cancelled', 'dead')),
    attempt INTEGER NOT NULL,
    deferrals INTEGER NOT NULL,
    worker TEXT COLLATE "C",
    claimed_at BIGINT,
    heartbeat_at BIGINT,
    lease_expires_at BIGINT,
    cancel_requested INTEGER NOT NULL CHECK (cancel_requested IN (0, 1)),
    error TEXT,
    enqueued_at BIGINT NOT NULL,
    ended_at BIGINT,
    revision INTEGER NOT NULL,
    CHECK (attempt - deferrals <= max_attempts AND deferrals >= 0 AND attempt >= deferrals),
    CHECK ((status = 'running') = (lease_expires_at IS NOT NULL))
);
-- A key is held by one job at a time that waits or runs.
CREATE UNIQUE INDEX jobs_active_by_key ON jobs (dedup_key) WHERE status IN ('queued', 'running', 'retry_wait');
CREATE INDEX jobs_waiting ON jobs (priority DESC, available_at, k) WHERE status IN ('queued', 'retry_wait');
CREATE INDEX jobs_leased ON jobs (lease_expires_at, k) WHERE status = 'running';
CREATE INDEX jobs_by_status ON jobs (status, kind);

CREATE TABLE job_attempts (
    k BIGINT NOT NULL,
    number INTEGER NOT NULL,
    run_id TEXT COLLATE "C" NOT NULL,
    worker TEXT COLLATE "C" NOT NULL,
    claimed_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL CHECK (ended_at >= claimed_at),
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'lost', 'deferred', 'cancelled')),
    error TEXT,
    PRIMARY KEY (k, number)
);

CREATE TRIGGER jobs_end_for_ever BEFORE UPDATE ON jobs
FOR EACH ROW WHEN (
    OLD.status IN ('succeeded', 'cancelled'))
EXECUTE FUNCTION refuse_change('immutable: the job has ended');

CREATE TRIGGER jobs_keep_what_was_enqueued BEFORE UPDATE ON jobs
FOR EACH ROW WHEN (
    (OLD.k, OLD.job_id, OLD.kind, OLD.priority, OLD.dedup_key, OLD.enqueued_at)
    IS DISTINCT FROM
    (NEW.k, NEW.job_id, NEW.kind, NEW.priority, NEW.dedup_key, NEW.enqueued_at))
EXECUTE FUNCTION refuse_change('immutable: what was enqueued is frozen');

CREATE TRIGGER jobs_follow_the_state_machine BEFORE UPDATE ON jobs
FOR EACH ROW WHEN (
    NEW.status <> OLD.status
    AND NOT (OLD.status = 'queued' AND NEW.status IN ('running', 'cancelled'))
    AND NOT (OLD.status = 'running' AND NEW.status IN ('succeeded', 'retry_wait', 'dead', 'cancelled', 'queued'))
    AND NOT (OLD.status = 'retry_wait' AND NEW.status IN ('running', 'dead', 'cancelled'))
    AND NOT (OLD.status = 'dead' AND NEW.status = 'queued'))
EXECUTE FUNCTION refuse_change('invalid_transition: not a step of the state machine');

CREATE TRIGGER jobs_keep_their_run BEFORE UPDATE ON jobs
FOR EACH ROW WHEN (
    (OLD.run_id <> NEW.run_id OR OLD.max_attempts <> NEW.max_attempts) AND NOT (OLD.status = 'dead' AND NEW.status = 'queued'))
EXECUTE FUNCTION refuse_change('immutable: the run and the budget of a job change only when it is requeued');

CREATE TRIGGER jobs_count_their_claims BEFORE UPDATE ON jobs
FOR EACH ROW WHEN (
    NEW.attempt <> OLD.attempt + CASE WHEN OLD.status <> 'running' AND NEW.status = 'running' THEN 1 ELSE 0 END
      OR NEW.deferrals < OLD.deferrals OR NEW.deferrals > OLD.deferrals + 1)
EXECUTE FUNCTION refuse_change('invalid_transition: attempts are counted by claims, one by one');

CREATE TRIGGER jobs_are_kept BEFORE DELETE ON jobs
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: jobs are not deleted');

CREATE TRIGGER jobs_are_not_truncated BEFORE TRUNCATE ON jobs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: jobs are not deleted');

CREATE FUNCTION require_running_attempt() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM jobs WHERE k = NEW.k FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM jobs
        WHERE k = NEW.k AND status = 'running' AND attempt = NEW.number AND run_id = NEW.run_id)
    THEN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER job_attempts_belong_to_their_job BEFORE INSERT ON job_attempts
FOR EACH ROW EXECUTE FUNCTION require_running_attempt('immutable: an attempt is recorded once, while its job runs it');

CREATE TRIGGER job_attempts_are_frozen BEFORE UPDATE OR DELETE ON job_attempts
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: attempts are appended only');

CREATE TRIGGER job_attempts_are_not_truncated BEFORE TRUNCATE ON job_attempts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: attempts are appended only');

-- Models: digests of whole rows, which show damage, and counts that raw SQL cannot skip.

ALTER TABLE model_versions ADD COLUMN record_hash TEXT COLLATE "C";

ALTER TABLE model_events ADD COLUMN record_hash TEXT COLLATE "C";

CREATE FUNCTION require_counted_version() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM models AS m WHERE m.model_name = NEW.model_name AND m.n_versions = NEW.version) THEN
        RAISE EXCEPTION 'immutable: versions are added in the order they are counted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER model_versions_are_counted BEFORE INSERT ON model_versions
FOR EACH ROW EXECUTE FUNCTION require_counted_version();

CREATE FUNCTION require_counted_promotion() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM model_histories AS h WHERE h.model_name = NEW.model_name AND h.last_seq = NEW.seq)
    OR NEW.seq > 1 AND NOT EXISTS (
        SELECT FROM model_events AS e WHERE e.model_name = NEW.model_name AND e.seq = NEW.seq - 1)
    THEN
        RAISE EXCEPTION 'immutable: promotions are added in the order they are counted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER model_events_are_counted BEFORE INSERT ON model_events
FOR EACH ROW EXECUTE FUNCTION require_counted_promotion();

-- Retention: what is pinned, when a policy was applied, and whose bytes are not kept any more.

CREATE TABLE artifact_pins (
    artifact_id TEXT COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    pinned BOOLEAN NOT NULL,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
);

CREATE TABLE retention_collections (
    collection_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    policy TEXT NOT NULL,
    actor TEXT,
    reason TEXT
);

CREATE TABLE artifact_expiries (
    artifact_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    collection_id TEXT COLLATE "C" NOT NULL,
    because TEXT NOT NULL
);

-- Pins and expiries of one artifact come one after the other: both lock its record first.
CREATE FUNCTION require_pin_in_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM artifacts WHERE artifact_id = NEW.artifact_id FOR NO KEY UPDATE;
    IF NOT FOUND
    OR NEW.seq <> 1 + coalesce((SELECT max(seq) FROM artifact_pins WHERE artifact_id = NEW.artifact_id), 0)
    OR NEW.pinned <> (NEW.seq % 2 = 1)
    OR EXISTS (SELECT FROM artifact_expiries WHERE artifact_id = NEW.artifact_id)
    THEN
        RAISE EXCEPTION 'immutable: an artifact with bytes is pinned and let go in turn';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER artifact_pins_are_appended BEFORE INSERT ON artifact_pins
FOR EACH ROW EXECUTE FUNCTION require_pin_in_turn();

CREATE TRIGGER artifact_pins_are_frozen BEFORE UPDATE OR DELETE ON artifact_pins
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: pins are appended only');

CREATE TRIGGER artifact_pins_are_not_truncated BEFORE TRUNCATE ON artifact_pins
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: pins are appended only');

CREATE TRIGGER retention_collections_are_frozen BEFORE UPDATE OR DELETE ON retention_collections
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: collections are appended only');

CREATE TRIGGER retention_collections_are_not_truncated BEFORE TRUNCATE ON retention_collections
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: collections are appended only');

CREATE FUNCTION require_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM artifacts WHERE artifact_id = NEW.artifact_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM artifact_events WHERE artifact_id = NEW.artifact_id AND status = 'tombstoned')
    OR NOT EXISTS (SELECT FROM retention_collections WHERE collection_id = NEW.collection_id)
    OR (SELECT coalesce(max(seq), 0) FROM artifact_pins WHERE artifact_id = NEW.artifact_id) % 2 = 1
    THEN
        RAISE EXCEPTION 'immutable: an artifact expires once, tombstoned and not pinned';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER artifact_expiries_follow_a_tombstone BEFORE INSERT ON artifact_expiries
FOR EACH ROW EXECUTE FUNCTION require_tombstone();

CREATE TRIGGER artifact_expiries_are_frozen BEFORE UPDATE OR DELETE ON artifact_expiries
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: what expired does not come back');

CREATE TRIGGER artifact_expiries_are_not_truncated BEFORE TRUNCATE ON artifact_expiries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: what expired does not come back');

-- Evaluations: candidates, scenarios and cohorts known by their content, what was asked of them, and what came out.
-- Rows are written once. The lists in the main rows are what is read; the small tables are what is searched.

CREATE TABLE candidates (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX candidates_by_kind ON candidates (kind);

CREATE TABLE candidate_sources (
    candidate_id TEXT COLLATE "C" NOT NULL,
    ordinal INTEGER NOT NULL,
    source_hash TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL CHECK (source IN ('manual', 'generated')),
    name TEXT COLLATE "C" NOT NULL,
    strategy TEXT COLLATE "C",
    run_id TEXT COLLATE "C",
    artifact_id TEXT COLLATE "C",
    derived_from TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, ordinal)
);
CREATE UNIQUE INDEX candidate_sources_by_content ON candidate_sources (candidate_id, source_hash);
CREATE INDEX candidate_sources_by_run_id ON candidate_sources (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX candidate_sources_by_artifact_id ON candidate_sources (artifact_id) WHERE artifact_id IS NOT NULL;
CREATE INDEX candidate_sources_by_derived_from ON candidate_sources (derived_from) WHERE derived_from IS NOT NULL;

CREATE TABLE scenarios (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario_id TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    world TEXT NOT NULL,
    world_hash TEXT COLLATE "C" NOT NULL,
    inputs TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX scenarios_by_world_hash ON scenarios (world_hash);

CREATE TABLE scenario_inputs (
    artifact_id TEXT COLLATE "C" NOT NULL,
    scenario_id TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (artifact_id, scenario_id, role)
);
CREATE INDEX scenario_inputs_by_scenario_id ON scenario_inputs (scenario_id);

CREATE TABLE cohorts (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cohort_id TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    scenario_ids TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE cohort_scenarios (
    cohort_id TEXT COLLATE "C" NOT NULL,
    ordinal INTEGER NOT NULL,
    scenario_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (cohort_id, ordinal)
);
CREATE INDEX cohort_scenarios_by_scenario_id ON cohort_scenarios (scenario_id);

CREATE TABLE candidate_attachments (
    scenario_id TEXT COLLATE "C" NOT NULL,
    candidate_id TEXT COLLATE "C" NOT NULL,
    attached_at BIGINT NOT NULL,
    PRIMARY KEY (scenario_id, candidate_id)
);
CREATE INDEX candidate_attachments_by_candidate_id ON candidate_attachments (candidate_id);

CREATE TABLE evaluations (
    k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id TEXT COLLATE "C" NOT NULL UNIQUE,
    run_id TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    kind_version TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    cohort_id TEXT COLLATE "C" NOT NULL,
    candidate_ids TEXT NOT NULL,
    focus_candidate_id TEXT COLLATE "C",
    n_sims BIGINT,
    seed BIGINT,
    overrides TEXT NOT NULL,
    metrics TEXT NOT NULL,
    upstreams TEXT NOT NULL,
    plan_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX evaluations_by_cohort_id ON evaluations (cohort_id);
CREATE INDEX evaluations_by_plan_hash ON evaluations (plan_hash);

CREATE TABLE evaluation_candidates (
    candidate_id TEXT COLLATE "C" NOT NULL,
    k BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, k)
);
CREATE INDEX evaluation_candidates_by_k ON evaluation_candidates (k);

CREATE TABLE evaluation_upstreams (
    upstream_id TEXT COLLATE "C" NOT NULL,
    k BIGINT NOT NULL,
    upstream_kind TEXT COLLATE "C" NOT NULL CHECK (upstream_kind IN ('run', 'artifact')),
    role TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upstream_id, k, upstream_kind, role)
);
CREATE INDEX evaluation_upstreams_by_k ON evaluation_upstreams (k);

CREATE TABLE evaluation_results (
    k BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    metric TEXT COLLATE "C" NOT NULL,
    candidate_id TEXT COLLATE "C" NOT NULL,
    scenario_id TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    standard_error DOUBLE PRECISION,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    n BIGINT NOT NULL CHECK (n >= 0),
    place INTEGER,
    digest TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (k, ordinal, metric, candidate_id)
);
CREATE INDEX evaluation_results_by_candidate ON evaluation_results (candidate_id, metric, k);

CREATE TABLE evaluation_records (
    k BIGINT PRIMARY KEY,
    run_id TEXT COLLATE "C" NOT NULL,
    attempt INTEGER NOT NULL,
    result_hash TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- A job that was requeued had other runs before.
CREATE INDEX job_attempts_by_run ON job_attempts (run_id);

CREATE TRIGGER candidates_are_frozen BEFORE UPDATE OR DELETE ON candidates
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: candidates are frozen');

CREATE TRIGGER candidates_are_not_truncated BEFORE TRUNCATE ON candidates
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: candidates are frozen');

CREATE TRIGGER candidate_sources_are_frozen BEFORE UPDATE OR DELETE ON candidate_sources
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: sources of candidates are appended only');

CREATE TRIGGER candidate_sources_are_not_truncated BEFORE TRUNCATE ON candidate_sources
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: sources of candidates are appended only');

CREATE TRIGGER scenarios_are_frozen BEFORE UPDATE OR DELETE ON scenarios
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: scenarios are frozen');

CREATE TRIGGER scenarios_are_not_truncated BEFORE TRUNCATE ON scenarios
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: scenarios are frozen');

CREATE TRIGGER scenario_inputs_are_frozen BEFORE UPDATE OR DELETE ON scenario_inputs
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: scenarios are frozen');

CREATE TRIGGER scenario_inputs_are_not_truncated BEFORE TRUNCATE ON scenario_inputs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: scenarios are frozen');

CREATE TRIGGER cohorts_are_frozen BEFORE UPDATE OR DELETE ON cohorts
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: cohorts are frozen');

CREATE TRIGGER cohorts_are_not_truncated BEFORE TRUNCATE ON cohorts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: cohorts are frozen');

CREATE TRIGGER cohort_scenarios_are_frozen BEFORE UPDATE OR DELETE ON cohort_scenarios
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: cohorts are frozen');

CREATE TRIGGER cohort_scenarios_are_not_truncated BEFORE TRUNCATE ON cohort_scenarios
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: cohorts are frozen');

CREATE TRIGGER candidate_attachments_are_frozen BEFORE UPDATE OR DELETE ON candidate_attachments
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: attachments are appended only');

CREATE TRIGGER candidate_attachments_are_not_truncated BEFORE TRUNCATE ON candidate_attachments
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: attachments are appended only');

CREATE TRIGGER evaluations_are_frozen BEFORE UPDATE OR DELETE ON evaluations
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: evaluations are frozen');

CREATE TRIGGER evaluations_are_not_truncated BEFORE TRUNCATE ON evaluations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_candidates_are_frozen BEFORE UPDATE OR DELETE ON evaluation_candidates
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_candidates_are_not_truncated BEFORE TRUNCATE ON evaluation_candidates
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_upstreams_are_frozen BEFORE UPDATE OR DELETE ON evaluation_upstreams
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_upstreams_are_not_truncated BEFORE TRUNCATE ON evaluation_upstreams
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: evaluations are frozen');

CREATE FUNCTION require_living_evaluation() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted AS i
        LEFT JOIN evaluations AS e ON e.k = i.k
        LEFT JOIN jobs AS j ON j.job_id = e.evaluation_id AND j.status = 'running'
        LEFT JOIN evaluation_records AS r ON r.k = i.k
        WHERE j.k IS NULL OR r.k IS NOT NULL)
    THEN
        RAISE EXCEPTION 'immutable: results are written once, while the job runs';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER evaluation_results_belong_to_living_evaluations AFTER INSERT ON evaluation_results
REFERENCING NEW TABLE AS inserted
FOR EACH STATEMENT EXECUTE FUNCTION require_living_evaluation();

CREATE TRIGGER evaluation_results_are_frozen BEFORE UPDATE OR DELETE ON evaluation_results
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: results are written once');

CREATE TRIGGER evaluation_results_are_not_truncated BEFORE TRUNCATE ON evaluation_results
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: results are written once');

CREATE FUNCTION require_recording_attempt() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM jobs AS j JOIN evaluations AS e ON j.job_id = e.evaluation_id
    WHERE e.k = NEW.k AND j.status = 'running' AND j.attempt = NEW.attempt AND j.run_id = NEW.run_id
    FOR NO KEY UPDATE OF j;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'immutable: results are written once, by the attempt that runs';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evaluation_records_belong_to_the_attempt BEFORE INSERT ON evaluation_records
FOR EACH ROW EXECUTE FUNCTION require_recording_attempt();

CREATE TRIGGER evaluation_records_are_frozen BEFORE UPDATE OR DELETE ON evaluation_records
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: results are written once');

CREATE TRIGGER evaluation_records_are_not_truncated BEFORE TRUNCATE ON evaluation_records
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: results are written once');

-- The journal: keys under which an author may repeat a note, and digests of whole rows, which show damage.

ALTER TABLE journal_entries ADD COLUMN idempotency_key TEXT COLLATE "C";
ALTER TABLE journal_entries ADD COLUMN record_hash TEXT COLLATE "C";
ALTER TABLE journal_decisions ADD COLUMN record_hash TEXT COLLATE "C";
CREATE UNIQUE INDEX journal_entries_by_idempotency_key ON journal_entries (idempotency_key);

CREATE TRIGGER journal_proofs_are_frozen BEFORE UPDATE ON journal_entries
FOR EACH ROW WHEN (
    (OLD.idempotency_key, OLD.record_hash) IS DISTINCT FROM (NEW.idempotency_key, NEW.record_hash))
EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

-- Lists by a commit, a name, a digest or a kind: without these, a rare one is looked for in every record.

CREATE INDEX runs_by_commit ON runs (git_commit, created_at, run_id);
CREATE INDEX artifacts_by_name ON artifacts (name, created_at, artifact_id);
CREATE INDEX artifacts_by_content_hash ON artifacts (content_hash);
CREATE INDEX jobs_by_kind ON jobs (kind, k);

-- The numbers of the metrics artifacts of experiments, to show, sort and bound them by: a projection of frozen bytes.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE TABLE experiment_metrics (
    k BIGINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
);
CREATE INDEX experiment_metrics_by_value ON experiment_metrics (key, value, k);

-- No lock: outputs are never removed, so one that is seen stays.
CREATE FUNCTION require_metrics_output() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted AS i
        LEFT JOIN experiment_outputs AS o ON o.k = i.k AND o.slot = 'metrics'
        WHERE o.k IS NULL)
    THEN
        RAISE EXCEPTION 'immutable: metrics are kept once, of the output metrics of an experiment';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER experiment_metrics_belong_to_an_output AFTER INSERT ON experiment_metrics
REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION require_metrics_output();

CREATE TRIGGER experiment_metrics_are_frozen BEFORE UPDATE OR DELETE ON experiment_metrics
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: metrics of experiments are kept once');

CREATE TRIGGER experiment_metrics_are_not_truncated BEFORE TRUNCATE ON experiment_metrics
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: metrics of experiments are kept once');

-- The words of the journal: an index of them is an extension's, which not every server has or lets us create.

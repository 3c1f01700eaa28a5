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

-- Runs with their final metrics, metric series and progress.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE TABLE runs (
    k INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    config TEXT NOT NULL,
    datasets TEXT NOT NULL,
    tags TEXT NOT NULL,
    seed BIGINT,
    experiment_id TEXT,
    parent_run_id TEXT,
    results_dir TEXT,
    git_commit TEXT,
    origin TEXT NOT NULL,
    redactions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    config_hash TEXT NOT NULL,
    definition_hash TEXT NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    metrics TEXT NOT NULL,
    metrics_artifact_id TEXT,
    error TEXT,
    summary_path TEXT,
    started_at BIGINT,
    ended_at BIGINT,
    duration_ms BIGINT CHECK (duration_ms >= 0),
    heartbeat_at BIGINT,
    lease_expires_at BIGINT,
    state_hash TEXT NOT NULL
);
CREATE INDEX runs_by_time ON runs (created_at, run_id);
CREATE INDEX runs_by_status ON runs (status, created_at, run_id);
CREATE INDEX runs_by_name ON runs (name, created_at, run_id);
CREATE INDEX runs_by_kind ON runs (kind, created_at, run_id);
CREATE INDEX runs_by_experiment ON runs (experiment_id, created_at, run_id);
CREATE INDEX runs_by_parent ON runs (parent_run_id, created_at, run_id);

CREATE TABLE run_tags (
    tag TEXT NOT NULL,
    k INTEGER NOT NULL,
    PRIMARY KEY (tag, k)
) WITHOUT ROWID;

CREATE TABLE run_datasets (
    dataset TEXT NOT NULL,
    k INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    artifact_id TEXT,
    PRIMARY KEY (dataset, k, ordinal)
) WITHOUT ROWID;
CREATE INDEX run_datasets_by_artifact ON run_datasets (artifact_id, k);

CREATE TABLE run_metrics (
    k INTEGER NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
) WITHOUT ROWID;
CREATE INDEX run_metrics_by_value ON run_metrics (key, value, k);

CREATE TABLE run_points (
    k INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION,
    step BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (k, seq)
) WITHOUT ROWID;

CREATE TABLE run_events (
    k INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    client_seq BIGINT,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('status', 'progress', 'log')),
    status TEXT,
    attempt INTEGER NOT NULL,
    phase TEXT,
    percent DOUBLE PRECISION,
    message TEXT,
    payload TEXT,
    PRIMARY KEY (k, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX run_events_by_client ON run_events (k, client_seq);

CREATE TRIGGER runs_end_for_ever BEFORE UPDATE ON runs
WHEN OLD.status IN ('completed', 'failed', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'immutable: the run has ended'); END;

CREATE TRIGGER runs_keep_their_definition BEFORE UPDATE ON runs
WHEN (OLD.k, OLD.run_id, OLD.name, OLD.kind, OLD.config, OLD.datasets, OLD.tags, OLD.seed, OLD.experiment_id,
      OLD.parent_run_id, OLD.results_dir, OLD.git_commit, OLD.origin, OLD.redactions, OLD.created_at,
      OLD.recorded_at, OLD.config_hash, OLD.definition_hash)
  IS NOT (NEW.k, NEW.run_id, NEW.name, NEW.kind, NEW.config, NEW.datasets, NEW.tags, NEW.seed, NEW.experiment_id,
      NEW.parent_run_id, NEW.results_dir, NEW.git_commit, NEW.origin, NEW.redactions, NEW.created_at,
      NEW.recorded_at, NEW.config_hash, NEW.definition_hash)
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER runs_follow_the_state_machine BEFORE UPDATE ON runs
WHEN NEW.status <> OLD.status
 AND NOT (OLD.status = 'pending' AND NEW.status IN ('running', 'failed', 'cancelled'))
 AND NOT (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled'))
BEGIN SELECT RAISE(ABORT, 'invalid_transition: not a step of the state machine'); END;

CREATE TRIGGER runs_complete_with_their_metrics BEFORE UPDATE ON runs
WHEN NEW.status = 'completed' AND OLD.status <> 'completed' AND NEW.metrics_artifact_id IS NULL
BEGIN SELECT RAISE(ABORT, 'invalid_transition: the metrics artifact is missing'); END;

CREATE TRIGGER runs_are_not_replaced BEFORE INSERT ON runs
WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = NEW.run_id OR k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: the run exists'); END;

CREATE TRIGGER runs_are_kept BEFORE DELETE ON runs
BEGIN SELECT RAISE(ABORT, 'immutable: runs are not deleted'); END;

CREATE TRIGGER run_metrics_belong_to_living_runs BEFORE INSERT ON run_metrics
WHEN NOT EXISTS (SELECT 1 FROM runs WHERE k = NEW.k AND status = 'running')
  OR EXISTS (SELECT 1 FROM run_metrics WHERE k = NEW.k AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'immutable: final metrics are written once, when the run ends'); END;

CREATE TRIGGER run_metrics_are_frozen BEFORE UPDATE ON run_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: final metrics are written once'); END;

CREATE TRIGGER run_metrics_are_kept BEFORE DELETE ON run_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: final metrics are written once'); END;

CREATE TRIGGER run_points_belong_to_living_runs BEFORE INSERT ON run_points
WHEN NOT EXISTS (SELECT 1 FROM runs WHERE k = NEW.k AND status = 'running')
BEGIN SELECT RAISE(ABORT, 'immutable: points are appended while the run lives'); END;

CREATE TRIGGER run_points_are_frozen BEFORE UPDATE ON run_points
BEGIN SELECT RAISE(ABORT, 'immutable: points are appended only'); END;

CREATE TRIGGER run_points_are_kept BEFORE DELETE ON run_points
BEGIN SELECT RAISE(ABORT, 'immutable: points are appended only'); END;

CREATE TRIGGER run_events_end_with_the_run BEFORE INSERT ON run_events
WHEN NOT EXISTS (SELECT 1 FROM runs WHERE k = NEW.k AND status IN ('pending', 'running'))
  OR EXISTS (SELECT 1 FROM run_events WHERE k = NEW.k AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended while the run lives'); END;

CREATE TRIGGER run_events_are_frozen BEFORE UPDATE ON run_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER run_events_are_kept BEFORE DELETE ON run_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER run_tags_are_frozen BEFORE UPDATE ON run_tags
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER run_tags_are_kept BEFORE DELETE ON run_tags
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER run_datasets_are_frozen BEFORE UPDATE ON run_datasets
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER run_datasets_are_kept BEFORE DELETE ON run_datasets
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

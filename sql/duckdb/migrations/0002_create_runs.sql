-- Runs with their final metrics, metric series and progress.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE SEQUENCE run_keys;

CREATE TABLE runs (
    k BIGINT PRIMARY KEY DEFAULT nextval('run_keys'),
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

CREATE TABLE run_tags (
    tag TEXT NOT NULL,
    k BIGINT NOT NULL,
    PRIMARY KEY (tag, k)
);

CREATE TABLE run_datasets (
    dataset TEXT NOT NULL,
    k BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    artifact_id TEXT,
    PRIMARY KEY (dataset, k, ordinal)
);

CREATE TABLE run_metrics (
    k BIGINT NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE,
    PRIMARY KEY (k, key)
);

CREATE TABLE run_points (
    k BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE,
    step BIGINT,
    "at" BIGINT NOT NULL,
    PRIMARY KEY (k, seq)
);

CREATE TABLE run_events (
    k BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    client_seq BIGINT,
    "at" BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('status', 'progress', 'log')),
    status TEXT,
    attempt INTEGER NOT NULL,
    phase TEXT,
    percent DOUBLE,
    message TEXT,
    payload TEXT,
    PRIMARY KEY (k, seq)
);
CREATE UNIQUE INDEX run_events_by_client ON run_events (k, client_seq);

CREATE TRIGGER runs_change_their_state_only AFTER UPDATE ON runs
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error(reason) FROM (
    SELECT CASE
        WHEN o.k IS NULL
          OR (o.run_id, o.name, o.kind, o.config, o.datasets, o.tags, o.seed, o.experiment_id,
              o.parent_run_id, o.results_dir, o.git_commit, o.origin, o.redactions, o.created_at,
              o.recorded_at, o.config_hash, o.definition_hash)
             IS DISTINCT FROM
             (n.run_id, n.name, n.kind, n.config, n.datasets, n.tags, n.seed, n.experiment_id,
              n.parent_run_id, n.results_dir, n.git_commit, n.origin, n.redactions, n.created_at,
              n.recorded_at, n.config_hash, n.definition_hash)
            THEN 'immutable: the definition of a run is frozen'
        WHEN o.status IN ('completed', 'failed', 'cancelled')
            THEN 'immutable: the run has ended'
        WHEN n.status <> o.status
         AND NOT (o.status = 'pending' AND n.status IN ('running', 'failed', 'cancelled'))
         AND NOT (o.status = 'running' AND n.status IN ('completed', 'failed', 'cancelled'))
            THEN 'invalid_transition: not a step of the state machine'
        WHEN n.status = 'completed' AND n.metrics_artifact_id IS NULL
            THEN 'invalid_transition: the metrics artifact is missing'
        END AS reason
    FROM new_rows AS n LEFT JOIN old_rows AS o ON o.k = n.k) AS verdicts
WHERE reason IS NOT NULL;

CREATE TRIGGER runs_are_kept BEFORE DELETE ON runs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: runs are not deleted');

CREATE TRIGGER run_metrics_belong_to_living_runs AFTER INSERT ON run_metrics
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: final metrics are written once, when the run ends')
FROM new_rows AS n LEFT JOIN runs AS r ON r.k = n.k
WHERE r.k IS NULL OR r.status NOT IN ('running');

CREATE TRIGGER run_metrics_are_frozen BEFORE UPDATE ON run_metrics FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: final metrics are written once');

CREATE TRIGGER run_metrics_are_kept BEFORE DELETE ON run_metrics FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: final metrics are written once');

CREATE TRIGGER run_points_belong_to_living_runs AFTER INSERT ON run_points
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: points are appended while the run lives')
FROM new_rows AS n LEFT JOIN runs AS r ON r.k = n.k
WHERE r.k IS NULL OR r.status NOT IN ('running');

CREATE TRIGGER run_points_are_frozen BEFORE UPDATE ON run_points FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: points are appended only');

CREATE TRIGGER run_points_are_kept BEFORE DELETE ON run_points FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: points are appended only');

CREATE TRIGGER run_events_belong_to_living_runs AFTER INSERT ON run_events
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: events are appended while the run lives')
FROM new_rows AS n LEFT JOIN runs AS r ON r.k = n.k
WHERE r.k IS NULL OR r.status NOT IN ('pending', 'running')
   OR EXISTS (SELECT 1 FROM run_events AS v WHERE v.k = n.k AND v.seq > n.seq AND v.seq NOT IN (SELECT m.seq FROM new_rows AS m WHERE m.k = n.k));

CREATE TRIGGER run_events_are_frozen BEFORE UPDATE ON run_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: events are appended only');

CREATE TRIGGER run_events_are_kept BEFORE DELETE ON run_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: events are appended only');

CREATE TRIGGER run_tags_are_frozen BEFORE UPDATE ON run_tags FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: the definition of a run is frozen');

CREATE TRIGGER run_tags_are_kept BEFORE DELETE ON run_tags FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: the definition of a run is frozen');

CREATE TRIGGER run_datasets_are_frozen BEFORE UPDATE ON run_datasets FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: the definition of a run is frozen');

CREATE TRIGGER run_datasets_are_kept BEFORE DELETE ON run_datasets FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: the definition of a run is frozen');

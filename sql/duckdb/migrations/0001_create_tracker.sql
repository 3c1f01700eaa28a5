-- Experiments, their edges and history; the artifact catalog and its lineage.
-- Times are microseconds since 1970 UTC, durations milliseconds, documents canonical JSON.
-- No foreign keys: they would refuse updates of the rows they point to. An index serves only look-ups
-- by constants on its one column, and slows bulk loading; scans skip by row group whatever follows k
-- or time, so columns of that kind, and `status`, have none.

CREATE SEQUENCE experiment_keys;

CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

CREATE TABLE experiments (
    k BIGINT PRIMARY KEY DEFAULT nextval('experiment_keys'),
    experiment_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT,
    inputs TEXT NOT NULL,
    n_inputs INTEGER NOT NULL,
    config TEXT NOT NULL,
    required_outputs TEXT NOT NULL,
    git_commit TEXT NOT NULL,
    git_dirty BOOLEAN NOT NULL,
    engine_version TEXT NOT NULL,
    environment TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    config_hash TEXT NOT NULL,
    definition_hash TEXT NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    outputs TEXT NOT NULL,
    started_at BIGINT,
    completed_at BIGINT,
    duration_ms BIGINT CHECK (duration_ms >= 0),
    error TEXT,
    state_hash TEXT NOT NULL
);

-- created_at is repeated here so that the newest users of a popular artifact are found without a join.
CREATE TABLE experiment_inputs (
    artifact_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    k BIGINT NOT NULL,
    role TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    UNIQUE (k, ordinal)
);
CREATE INDEX experiment_inputs_by_artifact ON experiment_inputs (artifact_id);

CREATE TABLE experiment_outputs (
    k BIGINT NOT NULL,
    slot TEXT NOT NULL,
    artifact_id TEXT NOT NULL,
    PRIMARY KEY (k, slot)
);
CREATE INDEX experiment_outputs_by_artifact ON experiment_outputs (artifact_id);

CREATE TABLE experiment_events (
    k BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (k, seq)
);

CREATE TABLE artifacts (
    artifact_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    format TEXT NOT NULL,
    logical_key TEXT,
    supersedes TEXT,
    file_hash TEXT NOT NULL,
    content_hash TEXT,
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
    storage_uri TEXT NOT NULL,
    summary TEXT NOT NULL,
    producer_kind TEXT,
    producer_id TEXT,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    record_hash TEXT NOT NULL
);

CREATE TABLE artifact_parents (
    child_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    role TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    PRIMARY KEY (child_id, ordinal)
);
CREATE INDEX artifact_parents_by_child ON artifact_parents (child_id);
CREATE INDEX artifact_parents_by_parent ON artifact_parents (parent_id);

-- An artifact without events is active; its status is that of the last event.
CREATE TABLE artifact_events (
    artifact_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('superseded', 'tombstoned')),
    successor_id TEXT,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
);
CREATE INDEX artifact_events_by_artifact ON artifact_events (artifact_id);

-- Guards: what the services refuse, raw SQL cannot do either. A trigger is one statement that must write
-- somewhere, so it writes to `refusals` and fails before a row gets there. Where a table has a trigger
-- on UPDATE, the engine itself refuses MERGE and every INSERT that would replace or update a row.

CREATE TABLE refusals (reason TEXT);

CREATE TRIGGER experiments_change_their_state_only AFTER UPDATE ON experiments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error(reason) FROM (
    SELECT CASE
        WHEN o.k IS NULL
          OR (o.experiment_id, o.name, o.inputs, o.n_inputs, o.config, o.required_outputs, o.git_commit,
              o.git_dirty, o.engine_version, o.environment, o.created_at, o.recorded_at, o.config_hash,
              o.definition_hash)
             IS DISTINCT FROM
             (n.experiment_id, n.name, n.inputs, n.n_inputs, n.config, n.required_outputs, n.git_commit,
              n.git_dirty, n.engine_version, n.environment, n.created_at, n.recorded_at, n.config_hash,
              n.definition_hash)
          OR o.description IS DISTINCT FROM n.description
            THEN 'immutable: the definition of an experiment is frozen'
        WHEN o.status IN ('completed', 'failed', 'cancelled')
            THEN 'immutable: the experiment has ended'
        WHEN n.status <> o.status
         AND NOT (o.status = 'pending' AND n.status IN ('running', 'failed', 'cancelled'))
         AND NOT (o.status = 'running' AND n.status IN ('completed', 'failed', 'cancelled'))
            THEN 'invalid_transition: not a step of the state machine'
        WHEN n.status = 'completed'
         AND NOT list_has_all(json_keys(n.outputs), from_json(n.required_outputs, '["VARCHAR"]'))
            THEN 'invalid_transition: a required output is missing'
        END AS reason
    FROM new_rows AS n LEFT JOIN old_rows AS o ON o.k = n.k) AS verdicts
WHERE reason IS NOT NULL;

CREATE TRIGGER experiments_are_kept BEFORE DELETE ON experiments FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: experiments are never deleted');

CREATE TRIGGER experiment_inputs_belong_to_the_definition AFTER INSERT ON experiment_inputs
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: the inputs of an experiment are frozen')
FROM new_rows AS n LEFT JOIN experiments AS e ON e.k = n.k
WHERE e.k IS NULL OR n.ordinal NOT BETWEEN 0 AND e.n_inputs - 1;

CREATE TRIGGER experiment_inputs_are_frozen BEFORE UPDATE ON experiment_inputs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: the inputs of an experiment are frozen');

CREATE TRIGGER experiment_inputs_are_kept BEFORE DELETE ON experiment_inputs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: the inputs of an experiment are frozen');

CREATE TRIGGER experiment_outputs_are_written_while_it_runs AFTER INSERT ON experiment_outputs
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: an output is written once, while the experiment runs')
FROM new_rows AS n LEFT JOIN experiments AS e ON e.k = n.k
WHERE e.k IS NULL OR e.status <> 'running';

CREATE TRIGGER experiment_outputs_are_frozen BEFORE UPDATE ON experiment_outputs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: an output is written once');

CREATE TRIGGER experiment_outputs_are_kept BEFORE DELETE ON experiment_outputs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: an output is written once');

CREATE TRIGGER experiment_events_end_with_the_experiment AFTER INSERT ON experiment_events
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: events are appended while the experiment lives')
FROM new_rows AS n LEFT JOIN experiments AS e ON e.k = n.k
WHERE e.k IS NULL OR e.status NOT IN ('pending', 'running') OR n.seq <> e.revision + 1;

CREATE TRIGGER experiment_events_are_frozen BEFORE UPDATE ON experiment_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: events are appended only');

CREATE TRIGGER experiment_events_are_kept BEFORE DELETE ON experiment_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: events are appended only');

CREATE TRIGGER artifacts_are_frozen BEFORE UPDATE ON artifacts FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: artifacts are insert-only');

CREATE TRIGGER artifacts_are_kept BEFORE DELETE ON artifacts FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: artifacts are insert-only');

CREATE TRIGGER artifact_parents_are_earlier AFTER INSERT ON artifact_parents
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: a lineage edge points to an earlier artifact')
FROM new_rows AS n
WHERE n.parent_id = n.child_id
   OR NOT EXISTS (SELECT 1 FROM artifacts AS a WHERE a.artifact_id = n.parent_id)
   OR NOT EXISTS (SELECT 1 FROM artifacts AS a WHERE a.artifact_id = n.child_id)
   OR EXISTS (SELECT 1 FROM artifact_parents AS p WHERE p.parent_id = n.child_id);

CREATE TRIGGER artifact_parents_are_frozen BEFORE UPDATE ON artifact_parents FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: lineage is insert-only');

CREATE TRIGGER artifact_parents_are_kept BEFORE DELETE ON artifact_parents FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: lineage is insert-only');

CREATE TRIGGER artifact_events_follow_the_state_machine AFTER INSERT ON artifact_events
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('invalid_transition: not a step of the state machine')
FROM new_rows AS n
WHERE NOT EXISTS (SELECT 1 FROM artifacts AS a WHERE a.artifact_id = n.artifact_id)
   OR EXISTS (SELECT 1 FROM artifact_events AS e
              WHERE e.artifact_id = n.artifact_id AND e.seq <> n.seq
                AND (e.seq > n.seq OR e.status IN ('tombstoned', n.status)));

CREATE TRIGGER artifact_events_are_frozen BEFORE UPDATE ON artifact_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: events are appended only');

CREATE TRIGGER artifact_events_are_kept BEFORE DELETE ON artifact_events FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: events are appended only');

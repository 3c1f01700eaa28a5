-- Evaluations: candidates, scenarios and cohorts known by their content, what was asked of them, and what came out.
-- Rows are written once. The lists in the main rows are what is read; the small tables are what is searched.

CREATE SEQUENCE candidate_keys;
CREATE SEQUENCE scenario_keys;
CREATE SEQUENCE cohort_keys;
CREATE SEQUENCE evaluation_keys;

CREATE TABLE candidates (
    k BIGINT PRIMARY KEY DEFAULT nextval('candidate_keys'),
    candidate_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE candidate_sources (
    candidate_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    source_hash TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('manual', 'generated')),
    name TEXT NOT NULL,
    strategy TEXT,
    run_id TEXT,
    artifact_id TEXT,
    derived_from TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, ordinal)
);

CREATE TABLE scenarios (
    k BIGINT PRIMARY KEY DEFAULT nextval('scenario_keys'),
    scenario_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    world TEXT NOT NULL,
    world_hash TEXT NOT NULL,
    inputs TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE scenario_inputs (
    artifact_id TEXT NOT NULL,
    scenario_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (artifact_id, scenario_id, role)
);

CREATE TABLE cohorts (
    k BIGINT PRIMARY KEY DEFAULT nextval('cohort_keys'),
    cohort_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    scenario_ids TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE cohort_scenarios (
    cohort_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    scenario_id TEXT NOT NULL,
    PRIMARY KEY (cohort_id, ordinal)
);

CREATE TABLE candidate_attachments (
    scenario_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    attached_at BIGINT NOT NULL,
    PRIMARY KEY (scenario_id, candidate_id)
);

CREATE TABLE evaluations (
    k BIGINT PRIMARY KEY DEFAULT nextval('evaluation_keys'),
    evaluation_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    kind_version TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    cohort_id TEXT NOT NULL,
    candidate_ids TEXT NOT NULL,
    focus_candidate_id TEXT,
    n_sims BIGINT,
    seed BIGINT,
    overrides TEXT NOT NULL,
    metrics TEXT NOT NULL,
    upstreams TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE evaluation_candidates (
    candidate_id TEXT NOT NULL,
    k BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, k)
);

CREATE TABLE evaluation_upstreams (
    upstream_id TEXT NOT NULL,
    k BIGINT NOT NULL,
    upstream_kind TEXT NOT NULL CHECK (upstream_kind IN ('run', 'artifact')),
    role TEXT NOT NULL,
    PRIMARY KEY (upstream_id, k, upstream_kind, role)
);

CREATE TABLE evaluation_results (
    k BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    metric TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    scenario_id TEXT NOT NULL,
    value DOUBLE,
    standard_error DOUBLE,
    low DOUBLE,
    high DOUBLE,
    n BIGINT NOT NULL CHECK (n >= 0),
    place INTEGER,
    digest TEXT NOT NULL,
    PRIMARY KEY (k, ordinal, metric, candidate_id)
);

CREATE TABLE evaluation_records (
    k BIGINT PRIMARY KEY,
    run_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    result_hash TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TRIGGER candidates_are_frozen BEFORE UPDATE ON candidates FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: candidates are frozen');

CREATE TRIGGER candidates_are_kept BEFORE DELETE ON candidates FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: candidates are frozen');

CREATE TRIGGER candidate_sources_differ AFTER INSERT ON candidate_sources
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: the source exists')
FROM new_rows AS n JOIN candidate_sources AS s
  ON s.candidate_id = n.candidate_id AND s.source_hash = n.source_hash AND s.ordinal <> n.ordinal;

CREATE TRIGGER candidate_sources_are_frozen BEFORE UPDATE ON candidate_sources FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: sources of candidates are appended only');

CREATE TRIGGER candidate_sources_are_kept BEFORE DELETE ON candidate_sources FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: sources of candidates are appended only');

CREATE TRIGGER scenarios_are_frozen BEFORE UPDATE ON scenarios FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: scenarios are frozen');

CREATE TRIGGER scenarios_are_kept BEFORE DELETE ON scenarios FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: scenarios are frozen');

CREATE TRIGGER scenario_inputs_are_frozen BEFORE UPDATE ON scenario_inputs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: scenarios are frozen');

CREATE TRIGGER scenario_inputs_are_kept BEFORE DELETE ON scenario_inputs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: scenarios are frozen');

CREATE TRIGGER cohorts_are_frozen BEFORE UPDATE ON cohorts FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: cohorts are frozen');

CREATE TRIGGER cohorts_are_kept BEFORE DELETE ON cohorts FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: cohorts are frozen');

CREATE TRIGGER cohort_scenarios_are_frozen BEFORE UPDATE ON cohort_scenarios FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: cohorts are frozen');

CREATE TRIGGER cohort_scenarios_are_kept BEFORE DELETE ON cohort_scenarios FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: cohorts are frozen');

CREATE TRIGGER candidate_attachments_are_frozen BEFORE UPDATE ON candidate_attachments FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: attachments are appended only');

CREATE TRIGGER candidate_attachments_are_kept BEFORE DELETE ON candidate_attachments FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: attachments are appended only');

CREATE TRIGGER evaluations_are_frozen BEFORE UPDATE ON evaluations FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: evaluations are frozen');

CREATE TRIGGER evaluations_are_kept BEFORE DELETE ON evaluations FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_candidates_are_frozen BEFORE UPDATE ON evaluation_candidates FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_candidates_are_kept BEFORE DELETE ON evaluation_candidates FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_upstreams_are_frozen BEFORE UPDATE ON evaluation_upstreams FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_upstreams_are_kept BEFORE DELETE ON evaluation_upstreams FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: evaluations are frozen');

CREATE TRIGGER evaluation_results_belong_to_living_evaluations AFTER INSERT ON evaluation_results
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: results are written once, while the job runs')
FROM new_rows AS n
LEFT JOIN evaluations AS e ON e.k = n.k
LEFT JOIN jobs AS j ON j.job_id = e.evaluation_id AND j.status = 'running'
LEFT JOIN evaluation_records AS r ON r.k = n.k
WHERE j.k IS NULL OR r.k IS NOT NULL;

CREATE TRIGGER evaluation_results_are_frozen BEFORE UPDATE ON evaluation_results FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: results are written once');

CREATE TRIGGER evaluation_results_are_kept BEFORE DELETE ON evaluation_results FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: results are written once');

CREATE TRIGGER evaluation_records_belong_to_the_attempt AFTER INSERT ON evaluation_records
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: results are written once, by the attempt that runs')
FROM new_rows AS n
LEFT JOIN evaluations AS e ON e.k = n.k
LEFT JOIN jobs AS j ON j.job_id = e.evaluation_id
WHERE j.k IS NULL OR j.status <> 'running' OR j.attempt <> n.attempt OR j.run_id <> n.run_id;

CREATE TRIGGER evaluation_records_are_frozen BEFORE UPDATE ON evaluation_records FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: results are written once');

CREATE TRIGGER evaluation_records_are_kept BEFORE DELETE ON evaluation_records FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: results are written once');

-- Evaluations: candidates, scenarios and cohorts known by their content, what was asked of them, and what came out.
-- Rows are written once. The lists in the main rows are what is read; the small tables are what is searched.

CREATE TABLE candidates (
    k INTEGER PRIMARY KEY,
    candidate_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX candidates_by_kind ON candidates (kind);

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
) WITHOUT ROWID;
CREATE UNIQUE INDEX candidate_sources_by_content ON candidate_sources (candidate_id, source_hash);
CREATE INDEX candidate_sources_by_run_id ON candidate_sources (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX candidate_sources_by_artifact_id ON candidate_sources (artifact_id) WHERE artifact_id IS NOT NULL;
CREATE INDEX candidate_sources_by_derived_from ON candidate_sources (derived_from) WHERE derived_from IS NOT NULL;

CREATE TABLE scenarios (
    k INTEGER PRIMARY KEY,
    scenario_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    world TEXT NOT NULL,
    world_hash TEXT NOT NULL,
    inputs TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX scenarios_by_world_hash ON scenarios (world_hash);

CREATE TABLE scenario_inputs (
    artifact_id TEXT NOT NULL,
    scenario_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (artifact_id, scenario_id, role)
) WITHOUT ROWID;
CREATE INDEX scenario_inputs_by_scenario_id ON scenario_inputs (scenario_id);

CREATE TABLE cohorts (
    k INTEGER PRIMARY KEY,
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
) WITHOUT ROWID;
CREATE INDEX cohort_scenarios_by_scenario_id ON cohort_scenarios (scenario_id);

CREATE TABLE candidate_attachments (
    scenario_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    attached_at BIGINT NOT NULL,
    PRIMARY KEY (scenario_id, candidate_id)
) WITHOUT ROWID;
CREATE INDEX candidate_attachments_by_candidate_id ON candidate_attachments (candidate_id);

CREATE TABLE evaluations (
    k INTEGER PRIMARY KEY,
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
CREATE INDEX evaluations_by_cohort_id ON evaluations (cohort_id);
CREATE INDEX evaluations_by_plan_hash ON evaluations (plan_hash);

CREATE TABLE evaluation_candidates (
    candidate_id TEXT NOT NULL,
    k BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, k)
) WITHOUT ROWID;
CREATE INDEX evaluation_candidates_by_k ON evaluation_candidates (k);

CREATE TABLE evaluation_upstreams (
    upstream_id TEXT NOT NULL,
    k BIGINT NOT NULL,
    upstream_kind TEXT NOT NULL CHECK (upstream_kind IN ('run', 'artifact')),
    role TEXT NOT NULL,
    PRIMARY KEY (upstream_id, k, upstream_kind, role)
) WITHOUT ROWID;
CREATE INDEX evaluation_upstreams_by_k ON evaluation_upstreams (k);

CREATE TABLE evaluation_results (
    k BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,
    metric TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    scenario_id TEXT NOT NULL,
    value DOUBLE PRECISION,
    standard_error DOUBLE PRECISION,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    n BIGINT NOT NULL CHECK (n >= 0),
    place INTEGER,
    digest TEXT NOT NULL,
    PRIMARY KEY (k, ordinal, metric, candidate_id)
) WITHOUT ROWID;
CREATE INDEX evaluation_results_by_candidate ON evaluation_results (candidate_id, metric, k);

CREATE TABLE evaluation_records (
    k INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    result_hash TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

-- A job that was requeued had other runs before.
CREATE INDEX job_attempts_by_run ON job_attempts (run_id);

CREATE TRIGGER candidates_are_not_replaced BEFORE INSERT ON candidates
WHEN EXISTS (SELECT 1 FROM candidates WHERE k = NEW.k OR candidate_id = NEW.candidate_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the candidate exists'); END;

CREATE TRIGGER candidates_are_frozen BEFORE UPDATE ON candidates
BEGIN SELECT RAISE(ABORT, 'immutable: candidates are frozen'); END;

CREATE TRIGGER candidates_are_kept BEFORE DELETE ON candidates
BEGIN SELECT RAISE(ABORT, 'immutable: candidates are frozen'); END;

CREATE TRIGGER candidate_sources_are_not_replaced BEFORE INSERT ON candidate_sources
WHEN EXISTS (SELECT 1 FROM candidate_sources WHERE candidate_id = NEW.candidate_id AND (ordinal = NEW.ordinal OR source_hash = NEW.source_hash))
BEGIN SELECT RAISE(ABORT, 'immutable: the source exists'); END;

CREATE TRIGGER candidate_sources_are_frozen BEFORE UPDATE ON candidate_sources
BEGIN SELECT RAISE(ABORT, 'immutable: sources of candidates are appended only'); END;

CREATE TRIGGER candidate_sources_are_kept BEFORE DELETE ON candidate_sources
BEGIN SELECT RAISE(ABORT, 'immutable: sources of candidates are appended only'); END;

CREATE TRIGGER scenarios_are_not_replaced BEFORE INSERT ON scenarios
WHEN EXISTS (SELECT 1 FROM scenarios WHERE k = NEW.k OR scenario_id = NEW.scenario_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the scenario exists'); END;

CREATE TRIGGER scenarios_are_frozen BEFORE UPDATE ON scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenarios_are_kept BEFORE DELETE ON scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenario_inputs_are_not_replaced BEFORE INSERT ON scenario_inputs
WHEN EXISTS (SELECT 1 FROM scenario_inputs WHERE artifact_id = NEW.artifact_id AND scenario_id = NEW.scenario_id AND role = NEW.role)
BEGIN SELECT RAISE(ABORT, 'immutable: the input exists'); END;

CREATE TRIGGER scenario_inputs_are_frozen BEFORE UPDATE ON scenario_inputs
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenario_inputs_are_kept BEFORE DELETE ON scenario_inputs
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER cohorts_are_not_replaced BEFORE INSERT ON cohorts
WHEN EXISTS (SELECT 1 FROM cohorts WHERE k = NEW.k OR cohort_id = NEW.cohort_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the cohort exists'); END;

CREATE TRIGGER cohorts_are_frozen BEFORE UPDATE ON cohorts
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohorts_are_kept BEFORE DELETE ON cohorts
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohort_scenarios_are_not_replaced BEFORE INSERT ON cohort_scenarios
WHEN EXISTS (SELECT 1 FROM cohort_scenarios WHERE cohort_id = NEW.cohort_id AND ordinal = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'immutable: the place in the cohort exists'); END;

CREATE TRIGGER cohort_scenarios_are_frozen BEFORE UPDATE ON cohort_scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohort_scenarios_are_kept BEFORE DELETE ON cohort_scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER candidate_attachments_are_not_replaced BEFORE INSERT ON candidate_attachments
WHEN EXISTS (SELECT 1 FROM candidate_attachments WHERE scenario_id = NEW.scenario_id AND candidate_id = NEW.candidate_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the attachment exists'); END;

CREATE TRIGGER candidate_attachments_are_frozen BEFORE UPDATE ON candidate_attachments
BEGIN SELECT RAISE(ABORT, 'immutable: attachments are appended only'); END;

CREATE TRIGGER candidate_attachments_are_kept BEFORE DELETE ON candidate_attachments
BEGIN SELECT RAISE(ABORT, 'immutable: attachments are appended only'); END;

CREATE TRIGGER evaluations_are_not_replaced BEFORE INSERT ON evaluations
WHEN EXISTS (SELECT 1 FROM evaluations WHERE k = NEW.k OR evaluation_id = NEW.evaluation_id OR run_id = NEW.run_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the evaluation exists'); END;

CREATE TRIGGER evaluations_are_frozen BEFORE UPDATE ON evaluations
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluations_are_kept BEFORE DELETE ON evaluations
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_candidates_are_not_replaced BEFORE INSERT ON evaluation_candidates
WHEN EXISTS (SELECT 1 FROM evaluation_candidates WHERE candidate_id = NEW.candidate_id AND k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: the candidate of the evaluation exists'); END;

CREATE TRIGGER evaluation_candidates_are_frozen BEFORE UPDATE ON evaluation_candidates
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_candidates_are_kept BEFORE DELETE ON evaluation_candidates
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_upstreams_are_not_replaced BEFORE INSERT ON evaluation_upstreams
WHEN EXISTS (SELECT 1 FROM evaluation_upstreams WHERE upstream_id = NEW.upstream_id AND k = NEW.k AND upstream_kind = NEW.upstream_kind AND role = NEW.role)
BEGIN SELECT RAISE(ABORT, 'immutable: the upstream of the evaluation exists'); END;

CREATE TRIGGER evaluation_upstreams_are_frozen BEFORE UPDATE ON evaluation_upstreams
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_upstreams_are_kept BEFORE DELETE ON evaluation_upstreams
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_results_belong_to_living_evaluations BEFORE INSERT ON evaluation_results
WHEN EXISTS (SELECT 1 FROM evaluation_records WHERE k = NEW.k)
  OR NOT EXISTS (
    SELECT 1 FROM evaluations AS e JOIN jobs AS j ON j.job_id = e.evaluation_id
    WHERE e.k = NEW.k AND j.status = 'running')
  OR EXISTS (
    SELECT 1 FROM evaluation_results
    WHERE k = NEW.k AND ordinal = NEW.ordinal AND metric = NEW.metric AND candidate_id = NEW.candidate_id)
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once, while the job runs'); END;

CREATE TRIGGER evaluation_results_are_frozen BEFORE UPDATE ON evaluation_results
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_results_are_kept BEFORE DELETE ON evaluation_results
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_records_belong_to_the_attempt BEFORE INSERT ON evaluation_records
WHEN EXISTS (SELECT 1 FROM evaluation_records WHERE k = NEW.k)
  OR NOT EXISTS (
    SELECT 1 FROM evaluations AS e JOIN jobs AS j ON j.job_id = e.evaluation_id
    WHERE e.k = NEW.k AND j.status = 'running' AND j.attempt = NEW.attempt AND j.run_id = NEW.run_id)
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once, by the attempt that runs'); END;

CREATE TRIGGER evaluation_records_are_frozen BEFORE UPDATE ON evaluation_records
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_records_are_kept BEFORE DELETE ON evaluation_records
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

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

CREATE TABLE artifact_events (
    artifact_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('superseded', 'tombstoned')),
    successor_id TEXT,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
) WITHOUT ROWID;

CREATE TABLE artifact_expiries (
    artifact_id TEXT NOT NULL PRIMARY KEY,
    collection_id TEXT NOT NULL,
    because TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE artifact_parents (
    child_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    role TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    PRIMARY KEY (child_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE artifact_pins (
    artifact_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    pinned BOOLEAN NOT NULL CHECK (pinned IN (0, 1)),
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
) WITHOUT ROWID;

CREATE TABLE artifacts (
    artifact_id TEXT NOT NULL PRIMARY KEY,
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
) WITHOUT ROWID;

CREATE TABLE candidate_attachments (
    scenario_id TEXT NOT NULL,
    candidate_id TEXT NOT NULL,
    attached_at BIGINT NOT NULL,
    PRIMARY KEY (scenario_id, candidate_id)
) WITHOUT ROWID;

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

CREATE TABLE candidates (
    k INTEGER PRIMARY KEY,
    candidate_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    payload TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE cohort_scenarios (
    cohort_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    scenario_id TEXT NOT NULL,
    PRIMARY KEY (cohort_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE cohorts (
    k INTEGER PRIMARY KEY,
    cohort_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    scenario_ids TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);

CREATE TABLE evaluation_candidates (
    candidate_id TEXT NOT NULL,
    k BIGINT NOT NULL,
    PRIMARY KEY (candidate_id, k)
) WITHOUT ROWID;

CREATE TABLE evaluation_records (
    k INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    result_hash TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);

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

CREATE TABLE evaluation_upstreams (
    upstream_id TEXT NOT NULL,
    k BIGINT NOT NULL,
    upstream_kind TEXT NOT NULL CHECK (upstream_kind IN ('run', 'artifact')),
    role TEXT NOT NULL,
    PRIMARY KEY (upstream_id, k, upstream_kind, role)
) WITHOUT ROWID;

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

CREATE TABLE experiment_events (
    k INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (k, seq)
) WITHOUT ROWID;

CREATE TABLE experiment_inputs (
    artifact_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    k INTEGER NOT NULL,
    role TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (artifact_id, created_at, k, role)
) WITHOUT ROWID;

CREATE TABLE experiment_metrics (
    k INTEGER NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
) WITHOUT ROWID;

CREATE TABLE experiment_outputs (
    k INTEGER NOT NULL,
    slot TEXT NOT NULL,
    artifact_id TEXT NOT NULL,
    PRIMARY KEY (k, slot)
) WITHOUT ROWID;

CREATE TABLE experiments (
    k INTEGER PRIMARY KEY,
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

CREATE TABLE job_attempts (
    k INTEGER NOT NULL,
    number INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    worker TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL CHECK (ended_at >= claimed_at),
    outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'lost', 'deferred', 'cancelled')),
    error TEXT,
    PRIMARY KEY (k, number)
) WITHOUT ROWID;

CREATE TABLE jobs (
    k INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    dedup_key TEXT,
    available_at BIGINT NOT NULL,
    max_attempts INTEGER NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'retry_wait', 'succeeded', 'cancelled', 'dead')),
    attempt INTEGER NOT NULL,
    deferrals INTEGER NOT NULL,
    worker TEXT,
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

CREATE TABLE journal_configs (
    k INTEGER PRIMARY KEY,
    config_hash TEXT NOT NULL UNIQUE,
    config TEXT NOT NULL
);

CREATE TABLE journal_decisions (
    entry_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('pending', 'promoted', 'rejected')),
    reason TEXT,
    actor TEXT,
    comparison TEXT, record_hash TEXT,
    PRIMARY KEY (entry_id, seq)
) WITHOUT ROWID;

CREATE TABLE journal_entries (
    id INTEGER PRIMARY KEY,
    created_at BIGINT NOT NULL,
    created_at_text TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    hypothesis TEXT NOT NULL,
    hypothesis_folded TEXT NOT NULL,
    mutation_type TEXT NOT NULL,
    config_diff TEXT NOT NULL,
    results TEXT NOT NULL,
    champion_metrics TEXT,
    promotion_decision TEXT NOT NULL CHECK (promotion_decision IN ('pending', 'promoted', 'rejected')),
    promotion_reason TEXT,
    disposition TEXT NOT NULL
        CHECK (disposition IN ('evaluated', 'errored', 'timed_out', 'skipped_duplicate', 'cancelled')),
    disposition_reason TEXT,
    run_id TEXT,
    experiment_id TEXT,
    model_version BIGINT,
    parent_id BIGINT,
    tags TEXT NOT NULL,
    metadata TEXT NOT NULL,
    seed BIGINT,
    trial TEXT,
    trial_key TEXT,
    config_hash TEXT,
    mutation TEXT,
    redactions TEXT NOT NULL
, idempotency_key TEXT, record_hash TEXT);

CREATE TABLE journal_results (
    entry_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (entry_id, key)
) WITHOUT ROWID;

CREATE TABLE journal_tags (
    tag TEXT NOT NULL,
    entry_id INTEGER NOT NULL,
    PRIMARY KEY (tag, entry_id)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE journal_words USING fts5(
    hypothesis_folded, content='journal_entries', content_rowid='id', detail=none, tokenize='trigram case_sensitive 1');

CREATE TABLE model_aliases (
    model_name TEXT NOT NULL,
    alias TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (model_name, alias)
) WITHOUT ROWID;

CREATE TABLE model_events (
    model_name TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('promoted', 'rolled_back', 'demoted', 'archived', 'quarantined', 'released', 'adopted')),
    version BIGINT NOT NULL,
    champion BIGINT,
    previous_champion BIGINT,
    actor TEXT,
    reason TEXT,
    evidence TEXT,
    journal_entry_id BIGINT,
    redactions TEXT NOT NULL, record_hash TEXT,
    PRIMARY KEY (model_name, seq)
);

CREATE TABLE model_histories (
    model_name TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    projected_seq BIGINT NOT NULL CHECK (projected_seq BETWEEN 0 AND last_seq)
) WITHOUT ROWID;

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
    redactions TEXT NOT NULL, record_hash TEXT,
    PRIMARY KEY (model_name, version)
);

CREATE TABLE models (
    model_name TEXT NOT NULL PRIMARY KEY,
    n_versions BIGINT NOT NULL CHECK (n_versions >= 0)
) WITHOUT ROWID;

CREATE TABLE retention_collections (
    collection_id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    policy TEXT NOT NULL,
    actor TEXT,
    reason TEXT
) WITHOUT ROWID;

CREATE TABLE run_datasets (
    dataset TEXT NOT NULL,
    k INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    artifact_id TEXT,
    PRIMARY KEY (dataset, k, ordinal)
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

CREATE TABLE run_metrics (
    k INTEGER NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
) WITHOUT ROWID;

CREATE TABLE run_points (
    k INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION,
    step BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (k, seq)
) WITHOUT ROWID;

CREATE TABLE run_tags (
    tag TEXT NOT NULL,
    k INTEGER NOT NULL,
    PRIMARY KEY (tag, k)
) WITHOUT ROWID;

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

CREATE TABLE scenario_inputs (
    artifact_id TEXT NOT NULL,
    scenario_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (artifact_id, scenario_id, role)
) WITHOUT ROWID;

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

CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

CREATE INDEX artifact_parents_by_parent ON artifact_parents (parent_id, child_id);

CREATE INDEX artifacts_by_content_hash ON artifacts (content_hash);

CREATE INDEX artifacts_by_file_hash ON artifacts (file_hash);

CREATE INDEX artifacts_by_kind ON artifacts (kind, created_at, artifact_id);

CREATE INDEX artifacts_by_logical_key ON artifacts (logical_key, created_at, artifact_id);

CREATE INDEX artifacts_by_name ON artifacts (name, created_at, artifact_id);

CREATE INDEX artifacts_by_producer ON artifacts (producer_id);

CREATE INDEX artifacts_by_time ON artifacts (created_at, artifact_id);

CREATE INDEX candidate_attachments_by_candidate_id ON candidate_attachments (candidate_id);

CREATE INDEX candidate_sources_by_artifact_id ON candidate_sources (artifact_id) WHERE artifact_id IS NOT NULL;

CREATE UNIQUE INDEX candidate_sources_by_content ON candidate_sources (candidate_id, source_hash);

CREATE INDEX candidate_sources_by_derived_from ON candidate_sources (derived_from) WHERE derived_from IS NOT NULL;

CREATE INDEX candidate_sources_by_run_id ON candidate_sources (run_id) WHERE run_id IS NOT NULL;

CREATE INDEX candidates_by_kind ON candidates (kind);

CREATE INDEX cohort_scenarios_by_scenario_id ON cohort_scenarios (scenario_id);

CREATE INDEX evaluation_candidates_by_k ON evaluation_candidates (k);

CREATE INDEX evaluation_results_by_candidate ON evaluation_results (candidate_id, metric, k);

CREATE INDEX evaluation_upstreams_by_k ON evaluation_upstreams (k);

CREATE INDEX evaluations_by_cohort_id ON evaluations (cohort_id);

CREATE INDEX evaluations_by_plan_hash ON evaluations (plan_hash);

CREATE UNIQUE INDEX experiment_inputs_by_experiment ON experiment_inputs (k, ordinal);

CREATE INDEX experiment_metrics_by_value ON experiment_metrics (key, value, k);

CREATE INDEX experiment_outputs_by_artifact ON experiment_outputs (artifact_id);

CREATE INDEX experiments_by_commit ON experiments (git_commit, created_at, experiment_id);

CREATE INDEX experiments_by_status ON experiments (status, created_at, experiment_id);

CREATE INDEX experiments_by_time ON experiments (created_at, experiment_id);

CREATE INDEX job_attempts_by_run ON job_attempts (run_id);

CREATE UNIQUE INDEX jobs_active_by_key ON jobs (dedup_key) WHERE status IN ('queued', 'running', 'retry_wait');

CREATE INDEX jobs_by_kind ON jobs (kind, k);

CREATE INDEX jobs_by_status ON jobs (status, kind);

CREATE INDEX jobs_leased ON jobs (lease_expires_at, k) WHERE status = 'running';

CREATE INDEX jobs_waiting ON jobs (priority DESC, available_at, k) WHERE status IN ('queued', 'retry_wait');

CREATE INDEX journal_entries_by_config ON journal_entries (config_hash, id);

CREATE INDEX journal_entries_by_decision ON journal_entries (promotion_decision, created_at, id);

CREATE INDEX journal_entries_by_experiment ON journal_entries (experiment_id, id);

CREATE UNIQUE INDEX journal_entries_by_idempotency_key ON journal_entries (idempotency_key)
WHERE idempotency_key IS NOT NULL;

CREATE INDEX journal_entries_by_mutation ON journal_entries (mutation_type, created_at, id);

CREATE INDEX journal_entries_by_parent ON journal_entries (parent_id, id);

CREATE INDEX journal_entries_by_run ON journal_entries (run_id, id);

CREATE INDEX journal_entries_by_time ON journal_entries (created_at, id);

CREATE INDEX journal_entries_by_trial ON journal_entries (trial_key, id);

CREATE INDEX journal_results_by_value ON journal_results (key, value, entry_id);

CREATE INDEX model_versions_by_experiment ON model_versions (experiment_id);

CREATE INDEX model_versions_by_run ON model_versions (run_id);

CREATE INDEX run_datasets_by_artifact ON run_datasets (artifact_id, k);

CREATE UNIQUE INDEX run_events_by_client ON run_events (k, client_seq);

CREATE INDEX run_metrics_by_value ON run_metrics (key, value, k);

CREATE INDEX runs_by_commit ON runs (git_commit, created_at, run_id);

CREATE INDEX runs_by_experiment ON runs (experiment_id, created_at, run_id);

CREATE INDEX runs_by_kind ON runs (kind, created_at, run_id);

CREATE INDEX runs_by_name ON runs (name, created_at, run_id);

CREATE INDEX runs_by_parent ON runs (parent_run_id, created_at, run_id);

CREATE INDEX runs_by_status ON runs (status, created_at, run_id);

CREATE INDEX runs_by_time ON runs (created_at, run_id);

CREATE INDEX scenario_inputs_by_scenario_id ON scenario_inputs (scenario_id);

CREATE INDEX scenarios_by_world_hash ON scenarios (world_hash);

CREATE TRIGGER artifact_events_are_frozen BEFORE UPDATE ON artifact_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER artifact_events_are_kept BEFORE DELETE ON artifact_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER artifact_events_follow_the_state_machine BEFORE INSERT ON artifact_events
WHEN NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = NEW.artifact_id)
  OR EXISTS (SELECT 1 FROM artifact_events
             WHERE artifact_id = NEW.artifact_id AND (seq >= NEW.seq OR status IN ('tombstoned', NEW.status)))
BEGIN SELECT RAISE(ABORT, 'invalid_transition: not a step of the state machine'); END;

CREATE TRIGGER artifact_expiries_are_frozen BEFORE UPDATE ON artifact_expiries
BEGIN SELECT RAISE(ABORT, 'immutable: what expired does not come back'); END;

CREATE TRIGGER artifact_expiries_are_kept BEFORE DELETE ON artifact_expiries
BEGIN SELECT RAISE(ABORT, 'immutable: what expired does not come back'); END;

CREATE TRIGGER artifact_expiries_follow_a_tombstone BEFORE INSERT ON artifact_expiries
WHEN EXISTS (SELECT 1 FROM artifact_expiries WHERE artifact_id = NEW.artifact_id)
  OR NOT EXISTS (SELECT 1 FROM artifact_events WHERE artifact_id = NEW.artifact_id AND status = 'tombstoned')
  OR NOT EXISTS (SELECT 1 FROM retention_collections WHERE collection_id = NEW.collection_id)
  OR (SELECT coalesce(max(seq), 0) FROM artifact_pins WHERE artifact_id = NEW.artifact_id) % 2 = 1
BEGIN SELECT RAISE(ABORT, 'immutable: an artifact expires once, tombstoned and not pinned'); END;

CREATE TRIGGER artifact_parents_are_earlier BEFORE INSERT ON artifact_parents
WHEN NEW.parent_id = NEW.child_id
  OR NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = NEW.parent_id)
  OR NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = NEW.child_id)
  OR EXISTS (SELECT 1 FROM artifact_parents WHERE parent_id = NEW.child_id)
  OR EXISTS (SELECT 1 FROM artifact_parents WHERE child_id = NEW.child_id AND ordinal = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'immutable: a lineage edge points to an earlier artifact'); END;

CREATE TRIGGER artifact_parents_are_frozen BEFORE UPDATE ON artifact_parents
BEGIN SELECT RAISE(ABORT, 'immutable: lineage is insert-only'); END;

CREATE TRIGGER artifact_parents_are_kept BEFORE DELETE ON artifact_parents
BEGIN SELECT RAISE(ABORT, 'immutable: lineage is insert-only'); END;

CREATE TRIGGER artifact_pins_are_appended BEFORE INSERT ON artifact_pins
WHEN NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = NEW.artifact_id)
  OR NEW.seq <> 1 + coalesce((SELECT max(seq) FROM artifact_pins WHERE artifact_id = NEW.artifact_id), 0)
  OR NEW.pinned <> NEW.seq % 2
  OR EXISTS (SELECT 1 FROM artifact_expiries WHERE artifact_id = NEW.artifact_id)
BEGIN SELECT RAISE(ABORT, 'immutable: an artifact with bytes is pinned and let go in turn'); END;

CREATE TRIGGER artifact_pins_are_frozen BEFORE UPDATE ON artifact_pins
BEGIN SELECT RAISE(ABORT, 'immutable: pins are appended only'); END;

CREATE TRIGGER artifact_pins_are_kept BEFORE DELETE ON artifact_pins
BEGIN SELECT RAISE(ABORT, 'immutable: pins are appended only'); END;

CREATE TRIGGER artifacts_are_frozen BEFORE UPDATE ON artifacts
BEGIN SELECT RAISE(ABORT, 'immutable: artifacts are insert-only'); END;

CREATE TRIGGER artifacts_are_kept BEFORE DELETE ON artifacts
BEGIN SELECT RAISE(ABORT, 'immutable: artifacts are insert-only'); END;

CREATE TRIGGER artifacts_are_not_replaced BEFORE INSERT ON artifacts
WHEN EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = NEW.artifact_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the artifact exists'); END;

CREATE TRIGGER candidate_attachments_are_frozen BEFORE UPDATE ON candidate_attachments
BEGIN SELECT RAISE(ABORT, 'immutable: attachments are appended only'); END;

CREATE TRIGGER candidate_attachments_are_kept BEFORE DELETE ON candidate_attachments
BEGIN SELECT RAISE(ABORT, 'immutable: attachments are appended only'); END;

CREATE TRIGGER candidate_attachments_are_not_replaced BEFORE INSERT ON candidate_attachments
WHEN EXISTS (SELECT 1 FROM candidate_attachments WHERE scenario_id = NEW.scenario_id AND candidate_id = NEW.candidate_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the attachment exists'); END;

CREATE TRIGGER candidate_sources_are_frozen BEFORE UPDATE ON candidate_sources
BEGIN SELECT RAISE(ABORT, 'immutable: sources of candidates are appended only'); END;

CREATE TRIGGER candidate_sources_are_kept BEFORE DELETE ON candidate_sources
BEGIN SELECT RAISE(ABORT, 'immutable: sources of candidates are appended only'); END;

CREATE TRIGGER candidate_sources_are_not_replaced BEFORE INSERT ON candidate_sources
WHEN EXISTS (SELECT 1 FROM candidate_sources WHERE candidate_id = NEW.candidate_id AND (ordinal = NEW.ordinal OR source_hash = NEW.source_hash))
BEGIN SELECT RAISE(ABORT, 'immutable: the source exists'); END;

CREATE TRIGGER candidates_are_frozen BEFORE UPDATE ON candidates
BEGIN SELECT RAISE(ABORT, 'immutable: candidates are frozen'); END;

CREATE TRIGGER candidates_are_kept BEFORE DELETE ON candidates
BEGIN SELECT RAISE(ABORT, 'immutable: candidates are frozen'); END;

CREATE TRIGGER candidates_are_not_replaced BEFORE INSERT ON candidates
WHEN EXISTS (SELECT 1 FROM candidates WHERE k = NEW.k OR candidate_id = NEW.candidate_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the candidate exists'); END;

CREATE TRIGGER cohort_scenarios_are_frozen BEFORE UPDATE ON cohort_scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohort_scenarios_are_kept BEFORE DELETE ON cohort_scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohort_scenarios_are_not_replaced BEFORE INSERT ON cohort_scenarios
WHEN EXISTS (SELECT 1 FROM cohort_scenarios WHERE cohort_id = NEW.cohort_id AND ordinal = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'immutable: the place in the cohort exists'); END;

CREATE TRIGGER cohorts_are_frozen BEFORE UPDATE ON cohorts
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohorts_are_kept BEFORE DELETE ON cohorts
BEGIN SELECT RAISE(ABORT, 'immutable: cohorts are frozen'); END;

CREATE TRIGGER cohorts_are_not_replaced BEFORE INSERT ON cohorts
WHEN EXISTS (SELECT 1 FROM cohorts WHERE k = NEW.k OR cohort_id = NEW.cohort_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the cohort exists'); END;

CREATE TRIGGER evaluation_candidates_are_frozen BEFORE UPDATE ON evaluation_candidates
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_candidates_are_kept BEFORE DELETE ON evaluation_candidates
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_candidates_are_not_replaced BEFORE INSERT ON evaluation_candidates
WHEN EXISTS (SELECT 1 FROM evaluation_candidates WHERE candidate_id = NEW.candidate_id AND k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: the candidate of the evaluation exists'); END;

CREATE TRIGGER evaluation_records_are_frozen BEFORE UPDATE ON evaluation_records
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_records_are_kept BEFORE DELETE ON evaluation_records
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_records_belong_to_the_attempt BEFORE INSERT ON evaluation_records
WHEN EXISTS (SELECT 1 FROM evaluation_records WHERE k = NEW.k)
  OR NOT EXISTS (
    SELECT 1 FROM evaluations AS e JOIN jobs AS j ON j.job_id = e.evaluation_id
    WHERE e.k = NEW.k AND j.status = 'running' AND j.attempt = NEW.attempt AND j.run_id = NEW.run_id)
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once, by the attempt that runs'); END;

CREATE TRIGGER evaluation_results_are_frozen BEFORE UPDATE ON evaluation_results
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_results_are_kept BEFORE DELETE ON evaluation_results
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once'); END;

CREATE TRIGGER evaluation_results_belong_to_living_evaluations BEFORE INSERT ON evaluation_results
WHEN EXISTS (SELECT 1 FROM evaluation_records WHERE k = NEW.k)
  OR NOT EXISTS (
    SELECT 1 FROM evaluations AS e JOIN jobs AS j ON j.job_id = e.evaluation_id
    WHERE e.k = NEW.k AND j.status = 'running')
  OR EXISTS (
    SELECT 1 FROM evaluation_results
    WHERE k = NEW.k AND ordinal = NEW.ordinal AND metric = NEW.metric AND candidate_id = NEW.candidate_id)
BEGIN SELECT RAISE(ABORT, 'immutable: results are written once, while the job runs'); END;

CREATE TRIGGER evaluation_upstreams_are_frozen BEFORE UPDATE ON evaluation_upstreams
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_upstreams_are_kept BEFORE DELETE ON evaluation_upstreams
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluation_upstreams_are_not_replaced BEFORE INSERT ON evaluation_upstreams
WHEN EXISTS (SELECT 1 FROM evaluation_upstreams WHERE upstream_id = NEW.upstream_id AND k = NEW.k AND upstream_kind = NEW.upstream_kind AND role = NEW.role)
BEGIN SELECT RAISE(ABORT, 'immutable: the upstream of the evaluation exists'); END;

CREATE TRIGGER evaluations_are_frozen BEFORE UPDATE ON evaluations
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluations_are_kept BEFORE DELETE ON evaluations
BEGIN SELECT RAISE(ABORT, 'immutable: evaluations are frozen'); END;

CREATE TRIGGER evaluations_are_not_replaced BEFORE INSERT ON evaluations
WHEN EXISTS (SELECT 1 FROM evaluations WHERE k = NEW.k OR evaluation_id = NEW.evaluation_id OR run_id = NEW.run_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the evaluation exists'); END;

CREATE TRIGGER experiment_events_are_frozen BEFORE UPDATE ON experiment_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER experiment_events_are_kept BEFORE DELETE ON experiment_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER experiment_events_end_with_the_experiment BEFORE INSERT ON experiment_events
WHEN NOT EXISTS (SELECT 1 FROM experiments WHERE k = NEW.k AND status IN ('pending', 'running'))
  OR EXISTS (SELECT 1 FROM experiment_events WHERE k = NEW.k AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended while the experiment lives'); END;

CREATE TRIGGER experiment_inputs_are_frozen BEFORE UPDATE ON experiment_inputs
BEGIN SELECT RAISE(ABORT, 'immutable: the inputs of an experiment are frozen'); END;

CREATE TRIGGER experiment_inputs_are_kept BEFORE DELETE ON experiment_inputs
BEGIN SELECT RAISE(ABORT, 'immutable: the inputs of an experiment are frozen'); END;

CREATE TRIGGER experiment_inputs_belong_to_the_definition BEFORE INSERT ON experiment_inputs
WHEN NOT EXISTS (SELECT 1 FROM experiments WHERE k = NEW.k AND NEW.ordinal BETWEEN 0 AND n_inputs - 1)
  OR EXISTS (SELECT 1 FROM experiment_inputs WHERE k = NEW.k AND ordinal = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'immutable: the inputs of an experiment are frozen'); END;

CREATE TRIGGER experiment_metrics_are_frozen BEFORE UPDATE ON experiment_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: metrics of experiments are kept once'); END;

CREATE TRIGGER experiment_metrics_are_kept BEFORE DELETE ON experiment_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: metrics of experiments are kept once'); END;

CREATE TRIGGER experiment_metrics_belong_to_an_output BEFORE INSERT ON experiment_metrics
WHEN NOT EXISTS (SELECT 1 FROM experiment_outputs WHERE k = NEW.k AND slot = 'metrics')
  OR EXISTS (SELECT 1 FROM experiment_metrics WHERE k = NEW.k AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'immutable: metrics are kept once, of the output metrics of an experiment'); END;

CREATE TRIGGER experiment_outputs_are_frozen BEFORE UPDATE ON experiment_outputs
BEGIN SELECT RAISE(ABORT, 'immutable: an output is written once'); END;

CREATE TRIGGER experiment_outputs_are_kept BEFORE DELETE ON experiment_outputs
BEGIN SELECT RAISE(ABORT, 'immutable: an output is written once'); END;

CREATE TRIGGER experiment_outputs_are_written_once BEFORE INSERT ON experiment_outputs
WHEN NOT EXISTS (SELECT 1 FROM experiments WHERE k = NEW.k AND status = 'running')
  OR EXISTS (SELECT 1 FROM experiment_outputs WHERE k = NEW.k AND slot = NEW.slot)
BEGIN SELECT RAISE(ABORT, 'immutable: an output is written once, while the experiment runs'); END;

CREATE TRIGGER experiments_are_kept BEFORE DELETE ON experiments
BEGIN SELECT RAISE(ABORT, 'immutable: experiments are never deleted'); END;

CREATE TRIGGER experiments_are_not_replaced BEFORE INSERT ON experiments
WHEN EXISTS (SELECT 1 FROM experiments WHERE experiment_id = NEW.experiment_id OR k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: the experiment exists'); END;

CREATE TRIGGER experiments_complete_with_their_outputs BEFORE UPDATE ON experiments
WHEN NEW.status = 'completed' AND OLD.status <> 'completed' AND EXISTS (
    SELECT 1 FROM json_each(NEW.required_outputs) AS required
    WHERE required.value NOT IN (SELECT slot FROM experiment_outputs WHERE k = NEW.k))
BEGIN SELECT RAISE(ABORT, 'invalid_transition: a required output is missing'); END;

CREATE TRIGGER experiments_end_for_ever BEFORE UPDATE ON experiments
WHEN OLD.status IN ('completed', 'failed', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'immutable: the experiment has ended'); END;

CREATE TRIGGER experiments_follow_the_state_machine BEFORE UPDATE ON experiments
WHEN NEW.status <> OLD.status
 AND NOT (OLD.status = 'pending' AND NEW.status IN ('running', 'failed', 'cancelled'))
 AND NOT (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled'))
BEGIN SELECT RAISE(ABORT, 'invalid_transition: not a step of the state machine'); END;

CREATE TRIGGER experiments_keep_their_definition BEFORE UPDATE ON experiments
WHEN (OLD.k, OLD.experiment_id, OLD.name, OLD.inputs, OLD.n_inputs, OLD.config, OLD.required_outputs,
      OLD.git_commit, OLD.git_dirty, OLD.engine_version, OLD.environment, OLD.created_at,
      OLD.recorded_at, OLD.config_hash, OLD.definition_hash)
  IS NOT (NEW.k, NEW.experiment_id, NEW.name, NEW.inputs, NEW.n_inputs, NEW.config, NEW.required_outputs,
      NEW.git_commit, NEW.git_dirty, NEW.engine_version, NEW.environment, NEW.created_at,
      NEW.recorded_at, NEW.config_hash, NEW.definition_hash)
  OR OLD.description IS NOT NEW.description
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of an experiment is frozen'); END;

CREATE TRIGGER job_attempts_are_frozen BEFORE UPDATE ON job_attempts
BEGIN SELECT RAISE(ABORT, 'immutable: attempts are appended only'); END;

CREATE TRIGGER job_attempts_are_kept BEFORE DELETE ON job_attempts
BEGIN SELECT RAISE(ABORT, 'immutable: attempts are appended only'); END;

CREATE TRIGGER job_attempts_belong_to_their_job BEFORE INSERT ON job_attempts
WHEN NOT EXISTS (
    SELECT 1 FROM jobs
    WHERE k = NEW.k AND status = 'running' AND attempt = NEW.number AND run_id = NEW.run_id)
  OR EXISTS (SELECT 1 FROM job_attempts WHERE k = NEW.k AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'immutable: an attempt is recorded once, while its job runs it'); END;

CREATE TRIGGER jobs_are_kept BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'immutable: jobs are not deleted'); END;

CREATE TRIGGER jobs_are_not_replaced BEFORE INSERT ON jobs
WHEN EXISTS (
    SELECT 1 FROM jobs
    WHERE k = NEW.k OR job_id = NEW.job_id OR run_id = NEW.run_id
       OR (dedup_key = NEW.dedup_key AND status IN ('queued', 'running', 'retry_wait')
           AND NEW.status IN ('queued', 'running', 'retry_wait')))
BEGIN SELECT RAISE(ABORT, 'immutable: the job exists'); END;

CREATE TRIGGER jobs_count_their_claims BEFORE UPDATE ON jobs
WHEN NEW.attempt <> OLD.attempt + CASE WHEN OLD.status <> 'running' AND NEW.status = 'running' THEN 1 ELSE 0 END
      OR NEW.deferrals < OLD.deferrals OR NEW.deferrals > OLD.deferrals + 1
BEGIN SELECT RAISE(ABORT, 'invalid_transition: attempts are counted by claims, one by one'); END;

CREATE TRIGGER jobs_end_for_ever BEFORE UPDATE ON jobs
WHEN OLD.status IN ('succeeded', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'immutable: the job has ended'); END;

CREATE TRIGGER jobs_follow_the_state_machine BEFORE UPDATE ON jobs
WHEN NEW.status <> OLD.status
 AND NOT (OLD.status = 'queued' AND NEW.status IN ('running', 'cancelled'))
 AND NOT (OLD.status = 'running' AND NEW.status IN ('succeeded', 'retry_wait', 'dead', 'cancelled', 'queued'))
 AND NOT (OLD.status = 'retry_wait' AND NEW.status IN ('running', 'dead', 'cancelled'))
 AND NOT (OLD.status = 'dead' AND NEW.status = 'queued')
BEGIN SELECT RAISE(ABORT, 'invalid_transition: not a step of the state machine'); END;

CREATE TRIGGER jobs_keep_their_run BEFORE UPDATE ON jobs
WHEN (OLD.run_id <> NEW.run_id OR OLD.max_attempts <> NEW.max_attempts) AND NOT (OLD.status = 'dead' AND NEW.status = 'queued')
BEGIN SELECT RAISE(ABORT, 'immutable: the run and the budget of a job change only when it is requeued'); END;

CREATE TRIGGER jobs_keep_what_was_enqueued BEFORE UPDATE ON jobs
WHEN (OLD.k, OLD.job_id, OLD.kind, OLD.priority, OLD.dedup_key, OLD.enqueued_at)
  IS NOT (NEW.k, NEW.job_id, NEW.kind, NEW.priority, NEW.dedup_key, NEW.enqueued_at)
BEGIN SELECT RAISE(ABORT, 'immutable: what was enqueued is frozen'); END;

CREATE TRIGGER journal_configs_are_frozen BEFORE UPDATE ON journal_configs
BEGIN SELECT RAISE(ABORT, 'immutable: configs that were tried are frozen'); END;

CREATE TRIGGER journal_configs_are_kept BEFORE DELETE ON journal_configs
BEGIN SELECT RAISE(ABORT, 'immutable: configs that were tried are frozen'); END;

CREATE TRIGGER journal_configs_are_not_replaced BEFORE INSERT ON journal_configs
WHEN EXISTS (SELECT 1 FROM journal_configs WHERE config_hash = NEW.config_hash OR k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: configs that were tried are frozen'); END;

CREATE TRIGGER journal_decisions_are_frozen BEFORE UPDATE ON journal_decisions
BEGIN SELECT RAISE(ABORT, 'immutable: decisions are appended only'); END;

CREATE TRIGGER journal_decisions_are_kept BEFORE DELETE ON journal_decisions
BEGIN SELECT RAISE(ABORT, 'immutable: decisions are appended only'); END;

CREATE TRIGGER journal_decisions_are_not_replaced BEFORE INSERT ON journal_decisions
WHEN EXISTS (SELECT 1 FROM journal_decisions WHERE entry_id = NEW.entry_id AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'immutable: decisions are appended only'); END;

CREATE TRIGGER journal_entries_are_decided_once BEFORE UPDATE ON journal_entries
WHEN (OLD.promotion_decision, OLD.promotion_reason) IS NOT (NEW.promotion_decision, NEW.promotion_reason)
 AND NOT (OLD.promotion_decision = 'pending' AND NEW.promotion_decision <> 'pending'
          AND OLD.disposition = 'evaluated')
BEGIN SELECT RAISE(ABORT, 'invalid_transition: only a pending decision can be taken'); END;

CREATE TRIGGER journal_entries_are_frozen BEFORE UPDATE ON journal_entries
WHEN (OLD.id, OLD.created_at, OLD.created_at_text, OLD.recorded_at, OLD.hypothesis,
      OLD.hypothesis_folded, OLD.mutation_type, OLD.config_diff, OLD.results, OLD.champion_metrics,
      OLD.disposition, OLD.disposition_reason, OLD.run_id, OLD.experiment_id, OLD.model_version,
      OLD.parent_id, OLD.tags, OLD.metadata, OLD.seed, OLD.trial, OLD.trial_key, OLD.config_hash,
      OLD.mutation, OLD.redactions)
  IS NOT (NEW.id, NEW.created_at, NEW.created_at_text, NEW.recorded_at, NEW.hypothesis,
      NEW.hypothesis_folded, NEW.mutation_type, NEW.config_diff, NEW.results, NEW.champion_metrics,
      NEW.disposition, NEW.disposition_reason, NEW.run_id, NEW.experiment_id, NEW.model_version,
      NEW.parent_id, NEW.tags, NEW.metadata, NEW.seed, NEW.trial, NEW.trial_key, NEW.config_hash,
      NEW.mutation, NEW.redactions)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_entries_are_kept BEFORE DELETE ON journal_entries
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are not deleted'); END;

CREATE TRIGGER journal_entries_are_not_replaced BEFORE INSERT ON journal_entries
WHEN EXISTS (SELECT 1 FROM journal_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'immutable: the journal entry exists'); END;

CREATE TRIGGER journal_keys_are_not_replaced BEFORE INSERT ON journal_entries
WHEN EXISTS (SELECT 1 FROM journal_entries WHERE idempotency_key = NEW.idempotency_key)
BEGIN SELECT RAISE(ABORT, 'immutable: an entry has that idempotency key'); END;

CREATE TRIGGER journal_proofs_are_frozen BEFORE UPDATE ON journal_entries
WHEN (OLD.idempotency_key, OLD.record_hash) IS NOT (NEW.idempotency_key, NEW.record_hash)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_results_are_frozen BEFORE UPDATE ON journal_results
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_results_are_kept BEFORE DELETE ON journal_results
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_results_are_not_replaced BEFORE INSERT ON journal_results
WHEN EXISTS (SELECT 1 FROM journal_results WHERE entry_id = NEW.entry_id AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_tags_are_frozen BEFORE UPDATE ON journal_tags
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_tags_are_kept BEFORE DELETE ON journal_tags
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_tags_are_not_replaced BEFORE INSERT ON journal_tags
WHEN EXISTS (SELECT 1 FROM journal_tags WHERE tag = NEW.tag AND entry_id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER model_events_are_appended BEFORE INSERT ON model_events
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM model_events WHERE model_name = NEW.model_name), 0)
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are appended only'); END;

CREATE TRIGGER model_events_are_counted BEFORE INSERT ON model_events
WHEN NEW.seq IS NOT (SELECT last_seq FROM model_histories WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are added in the order they are counted'); END;

CREATE TRIGGER model_events_are_frozen BEFORE UPDATE ON model_events
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are appended only'); END;

CREATE TRIGGER model_events_are_kept BEFORE DELETE ON model_events
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are appended only'); END;

CREATE TRIGGER model_histories_are_kept BEFORE DELETE ON model_histories
BEGIN SELECT RAISE(ABORT, 'immutable: histories are not deleted'); END;

CREATE TRIGGER model_histories_are_not_replaced BEFORE INSERT ON model_histories
WHEN EXISTS (SELECT 1 FROM model_histories WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: the history exists'); END;

CREATE TRIGGER model_histories_go_on BEFORE UPDATE ON model_histories
WHEN OLD.model_name IS NOT NEW.model_name OR NEW.last_seq < OLD.last_seq
  OR NEW.projected_seq < OLD.projected_seq
BEGIN SELECT RAISE(ABORT, 'immutable: a history goes on, never back'); END;

CREATE TRIGGER model_versions_are_counted BEFORE INSERT ON model_versions
WHEN NEW.version IS NOT (SELECT n_versions FROM models WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: versions are added in the order they are counted'); END;

CREATE TRIGGER model_versions_are_frozen BEFORE UPDATE ON model_versions
BEGIN SELECT RAISE(ABORT, 'immutable: model versions are frozen'); END;

CREATE TRIGGER model_versions_are_kept BEFORE DELETE ON model_versions
BEGIN SELECT RAISE(ABORT, 'immutable: model versions are not deleted'); END;

CREATE TRIGGER model_versions_are_not_replaced BEFORE INSERT ON model_versions
WHEN EXISTS (SELECT 1 FROM model_versions WHERE model_name = NEW.model_name AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'immutable: model versions are frozen'); END;

CREATE TRIGGER models_are_kept BEFORE DELETE ON models
BEGIN SELECT RAISE(ABORT, 'immutable: models are not deleted'); END;

CREATE TRIGGER models_are_not_replaced BEFORE INSERT ON models
WHEN EXISTS (SELECT 1 FROM models WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: the model exists'); END;

CREATE TRIGGER models_count_upwards BEFORE UPDATE ON models
WHEN OLD.model_name IS NOT NEW.model_name OR NEW.n_versions <= OLD.n_versions
BEGIN SELECT RAISE(ABORT, 'immutable: versions are counted upwards'); END;

CREATE TRIGGER retention_collections_are_frozen BEFORE UPDATE ON retention_collections
BEGIN SELECT RAISE(ABORT, 'immutable: collections are appended only'); END;

CREATE TRIGGER retention_collections_are_kept BEFORE DELETE ON retention_collections
BEGIN SELECT RAISE(ABORT, 'immutable: collections are appended only'); END;

CREATE TRIGGER retention_collections_are_not_replaced BEFORE INSERT ON retention_collections
WHEN EXISTS (SELECT 1 FROM retention_collections WHERE collection_id = NEW.collection_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the collection exists'); END;

CREATE TRIGGER run_datasets_are_frozen BEFORE UPDATE ON run_datasets
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER run_datasets_are_kept BEFORE DELETE ON run_datasets
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER run_events_are_frozen BEFORE UPDATE ON run_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER run_events_are_kept BEFORE DELETE ON run_events
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended only'); END;

CREATE TRIGGER run_events_end_with_the_run BEFORE INSERT ON run_events
WHEN NOT EXISTS (SELECT 1 FROM runs WHERE k = NEW.k AND status IN ('pending', 'running'))
  OR EXISTS (SELECT 1 FROM run_events WHERE k = NEW.k AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'immutable: events are appended while the run lives'); END;

CREATE TRIGGER run_metrics_are_frozen BEFORE UPDATE ON run_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: final metrics are written once'); END;

CREATE TRIGGER run_metrics_are_kept BEFORE DELETE ON run_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: final metrics are written once'); END;

CREATE TRIGGER run_metrics_belong_to_living_runs BEFORE INSERT ON run_metrics
WHEN NOT EXISTS (SELECT 1 FROM runs WHERE k = NEW.k AND status = 'running')
  OR EXISTS (SELECT 1 FROM run_metrics WHERE k = NEW.k AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'immutable: final metrics are written once, when the run ends'); END;

CREATE TRIGGER run_points_are_frozen BEFORE UPDATE ON run_points
BEGIN SELECT RAISE(ABORT, 'immutable: points are appended only'); END;

CREATE TRIGGER run_points_are_kept BEFORE DELETE ON run_points
BEGIN SELECT RAISE(ABORT, 'immutable: points are appended only'); END;

CREATE TRIGGER run_points_belong_to_living_runs BEFORE INSERT ON run_points
WHEN NOT EXISTS (SELECT 1 FROM runs WHERE k = NEW.k AND status = 'running')
BEGIN SELECT RAISE(ABORT, 'immutable: points are appended while the run lives'); END;

CREATE TRIGGER run_tags_are_frozen BEFORE UPDATE ON run_tags
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER run_tags_are_kept BEFORE DELETE ON run_tags
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER runs_are_kept BEFORE DELETE ON runs
BEGIN SELECT RAISE(ABORT, 'immutable: runs are not deleted'); END;

CREATE TRIGGER runs_are_not_replaced BEFORE INSERT ON runs
WHEN EXISTS (SELECT 1 FROM runs WHERE run_id = NEW.run_id OR k = NEW.k)
BEGIN SELECT RAISE(ABORT, 'immutable: the run exists'); END;

CREATE TRIGGER runs_complete_with_their_metrics BEFORE UPDATE ON runs
WHEN NEW.status = 'completed' AND OLD.status <> 'completed' AND NEW.metrics_artifact_id IS NULL
BEGIN SELECT RAISE(ABORT, 'invalid_transition: the metrics artifact is missing'); END;

CREATE TRIGGER runs_end_for_ever BEFORE UPDATE ON runs
WHEN OLD.status IN ('completed', 'failed', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'immutable: the run has ended'); END;

CREATE TRIGGER runs_follow_the_state_machine BEFORE UPDATE ON runs
WHEN NEW.status <> OLD.status
 AND NOT (OLD.status = 'pending' AND NEW.status IN ('running', 'failed', 'cancelled'))
 AND NOT (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled'))
BEGIN SELECT RAISE(ABORT, 'invalid_transition: not a step of the state machine'); END;

CREATE TRIGGER runs_keep_their_definition BEFORE UPDATE ON runs
WHEN (OLD.k, OLD.run_id, OLD.name, OLD.kind, OLD.config, OLD.datasets, OLD.tags, OLD.seed, OLD.experiment_id,
      OLD.parent_run_id, OLD.results_dir, OLD.git_commit, OLD.origin, OLD.redactions, OLD.created_at,
      OLD.recorded_at, OLD.config_hash, OLD.definition_hash)
  IS NOT (NEW.k, NEW.run_id, NEW.name, NEW.kind, NEW.config, NEW.datasets, NEW.tags, NEW.seed, NEW.experiment_id,
      NEW.parent_run_id, NEW.results_dir, NEW.git_commit, NEW.origin, NEW.redactions, NEW.created_at,
      NEW.recorded_at, NEW.config_hash, NEW.definition_hash)
BEGIN SELECT RAISE(ABORT, 'immutable: the definition of a run is frozen'); END;

CREATE TRIGGER scenario_inputs_are_frozen BEFORE UPDATE ON scenario_inputs
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenario_inputs_are_kept BEFORE DELETE ON scenario_inputs
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenario_inputs_are_not_replaced BEFORE INSERT ON scenario_inputs
WHEN EXISTS (SELECT 1 FROM scenario_inputs WHERE artifact_id = NEW.artifact_id AND scenario_id = NEW.scenario_id AND role = NEW.role)
BEGIN SELECT RAISE(ABORT, 'immutable: the input exists'); END;

CREATE TRIGGER scenarios_are_frozen BEFORE UPDATE ON scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenarios_are_kept BEFORE DELETE ON scenarios
BEGIN SELECT RAISE(ABORT, 'immutable: scenarios are frozen'); END;

CREATE TRIGGER scenarios_are_not_replaced BEFORE INSERT ON scenarios
WHEN EXISTS (SELECT 1 FROM scenarios WHERE k = NEW.k OR scenario_id = NEW.scenario_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the scenario exists'); END;


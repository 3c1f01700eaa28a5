-- The job queue. A job has one run, and a run at most one job; every attempt that ended is kept.

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
-- A key is held by one job at a time that waits or runs.
CREATE UNIQUE INDEX jobs_active_by_key ON jobs (dedup_key) WHERE status IN ('queued', 'running', 'retry_wait');
CREATE INDEX jobs_waiting ON jobs (priority DESC, available_at, k) WHERE status IN ('queued', 'retry_wait');
CREATE INDEX jobs_leased ON jobs (lease_expires_at, k) WHERE status = 'running';
CREATE INDEX jobs_by_status ON jobs (status, kind);

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

CREATE TRIGGER jobs_end_for_ever BEFORE UPDATE ON jobs
WHEN OLD.status IN ('succeeded', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'immutable: the job has ended'); END;

CREATE TRIGGER jobs_keep_what_was_enqueued BEFORE UPDATE ON jobs
WHEN (OLD.k, OLD.job_id, OLD.kind, OLD.priority, OLD.dedup_key, OLD.enqueued_at)
  IS NOT (NEW.k, NEW.job_id, NEW.kind, NEW.priority, NEW.dedup_key, NEW.enqueued_at)
BEGIN SELECT RAISE(ABORT, 'immutable: what was enqueued is frozen'); END;

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

CREATE TRIGGER jobs_count_their_claims BEFORE UPDATE ON jobs
WHEN NEW.attempt <> OLD.attempt + CASE WHEN OLD.status <> 'running' AND NEW.status = 'running' THEN 1 ELSE 0 END
      OR NEW.deferrals < OLD.deferrals OR NEW.deferrals > OLD.deferrals + 1
BEGIN SELECT RAISE(ABORT, 'invalid_transition: attempts are counted by claims, one by one'); END;

CREATE TRIGGER jobs_are_not_replaced BEFORE INSERT ON jobs
WHEN EXISTS (
    SELECT 1 FROM jobs
    WHERE k = NEW.k OR job_id = NEW.job_id OR run_id = NEW.run_id
       OR (dedup_key = NEW.dedup_key AND status IN ('queued', 'running', 'retry_wait')
           AND NEW.status IN ('queued', 'running', 'retry_wait')))
BEGIN SELECT RAISE(ABORT, 'immutable: the job exists'); END;

CREATE TRIGGER jobs_are_kept BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'immutable: jobs are not deleted'); END;

CREATE TRIGGER job_attempts_belong_to_their_job BEFORE INSERT ON job_attempts
WHEN NOT EXISTS (
    SELECT 1 FROM jobs
    WHERE k = NEW.k AND status = 'running' AND attempt = NEW.number AND run_id = NEW.run_id)
  OR EXISTS (SELECT 1 FROM job_attempts WHERE k = NEW.k AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'immutable: an attempt is recorded once, while its job runs it'); END;

CREATE TRIGGER job_attempts_are_frozen BEFORE UPDATE ON job_attempts
BEGIN SELECT RAISE(ABORT, 'immutable: attempts are appended only'); END;

CREATE TRIGGER job_attempts_are_kept BEFORE DELETE ON job_attempts
BEGIN SELECT RAISE(ABORT, 'immutable: attempts are appended only'); END;

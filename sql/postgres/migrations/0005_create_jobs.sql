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

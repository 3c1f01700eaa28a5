-- The job queue. A job has one run, and a run at most one job; every attempt that ended is kept.

CREATE SEQUENCE job_keys;

CREATE TABLE jobs (
    k BIGINT PRIMARY KEY DEFAULT nextval('job_keys'),
    job_id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
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

CREATE TABLE job_attempts (
    k BIGINT NOT NULL,
    number INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    worker TEXT NOT NULL,
    claimed_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL CHECK (ended_at >= claimed_at),
    outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'lost', 'deferred', 'cancelled')),
    error TEXT,
    PRIMARY KEY (k, number)
);

CREATE TRIGGER jobs_are_enqueued_once AFTER INSERT ON jobs
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('conflict: an active job has the dedup key, or the run has a job') FROM new_rows AS n
WHERE EXISTS (
    SELECT 1 FROM jobs AS j
    WHERE j.k <> n.k AND (j.run_id = n.run_id
       OR j.dedup_key = n.dedup_key AND n.status IN ('queued', 'running', 'retry_wait')
          AND j.status IN ('queued', 'running', 'retry_wait')));

CREATE TRIGGER jobs_change_their_state_only AFTER UPDATE ON jobs
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error(reason) FROM (
    SELECT CASE
        WHEN o.k IS NULL
          OR (o.job_id, o.kind, o.priority, o.dedup_key, o.enqueued_at)
             IS DISTINCT FROM (n.job_id, n.kind, n.priority, n.dedup_key, n.enqueued_at)
            THEN 'immutable: what was enqueued is frozen'
        WHEN o.status IN ('succeeded', 'cancelled')
            THEN 'immutable: the job has ended'
        WHEN n.status <> o.status
         AND NOT (o.status = 'queued' AND n.status IN ('running', 'cancelled'))
         AND NOT (o.status = 'running' AND n.status IN ('succeeded', 'retry_wait', 'dead', 'cancelled', 'queued'))
         AND NOT (o.status = 'retry_wait' AND n.status IN ('running', 'dead', 'cancelled'))
         AND NOT (o.status = 'dead' AND n.status = 'queued')
            THEN 'invalid_transition: not a step of the state machine'
        WHEN (o.run_id <> n.run_id OR o.max_attempts <> n.max_attempts) AND NOT (o.status = 'dead' AND n.status = 'queued')
            THEN 'immutable: the run and the budget of a job change only when it is requeued'
        WHEN n.attempt <> o.attempt + CASE WHEN o.status <> 'running' AND n.status = 'running' THEN 1 ELSE 0 END
      OR n.deferrals < o.deferrals OR n.deferrals > o.deferrals + 1
            THEN 'invalid_transition: attempts are counted by claims, one by one'
        WHEN n.status <> o.status AND o.status = 'dead' AND EXISTS (
            SELECT 1 FROM jobs AS j
            WHERE j.k <> n.k AND (j.run_id = n.run_id OR j.dedup_key = n.dedup_key
                  AND j.status IN ('queued', 'running', 'retry_wait')))
            THEN 'conflict: an active job has the dedup key, or the run has a job'
        END AS reason
    FROM new_rows AS n LEFT JOIN old_rows AS o ON o.k = n.k) AS verdicts
WHERE reason IS NOT NULL;

CREATE TRIGGER jobs_are_kept BEFORE DELETE ON jobs FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: jobs are not deleted');

CREATE TRIGGER job_attempts_belong_to_their_job AFTER INSERT ON job_attempts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: an attempt is recorded once, while its job runs it')
FROM new_rows AS n LEFT JOIN jobs AS j ON j.k = n.k
WHERE j.k IS NULL OR j.status <> 'running' OR j.attempt <> n.number OR j.run_id <> n.run_id;

CREATE TRIGGER job_attempts_are_frozen BEFORE UPDATE ON job_attempts FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: attempts are appended only');

CREATE TRIGGER job_attempts_are_kept BEFORE DELETE ON job_attempts FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: attempts are appended only');

-- name: by_id
-- One job; at most one row.
SELECT * FROM jobs WHERE job_id = :job_id

-- name: for_update
-- One job, locked against other writers until the transaction ends.
SELECT * FROM jobs WHERE job_id = :job_id

-- name: by_run
-- The job of a run; at most one row.
SELECT * FROM jobs WHERE run_id = :run_id

-- name: active_by_key
-- The job that waits or runs with a key; at most one row.
SELECT * FROM jobs WHERE dedup_key = :dedup_key AND status IN ('queued', 'running', 'retry_wait')

-- name: insert
-- A new job; no row comes back when its id, its run or its key is taken.
INSERT INTO jobs (
    job_id, run_id, kind, priority, dedup_key, available_at, max_attempts, status, attempt, deferrals, worker,
    claimed_at, heartbeat_at, lease_expires_at, cancel_requested, error, enqueued_at, ended_at, revision)
VALUES (
    :job_id, :run_id, :kind, :priority, :dedup_key, :available_at, :max_attempts, :status, :attempt, :deferrals,
    :worker, :claimed_at, :heartbeat_at, :lease_expires_at, :cancel_requested, :error, :enqueued_at, :ended_at,
    :revision)
ON CONFLICT DO NOTHING
RETURNING k

-- name: claimable
-- The next job in the order of claims.
SELECT * FROM jobs
WHERE status IN ('queued', 'retry_wait') AND available_at <= :now
  AND kind IN (:kinds*) --? n_kinds
ORDER BY priority DESC, available_at, k
LIMIT 1

-- name: expired
-- Running jobs whose lease is over, the longest expired first.
SELECT * FROM jobs WHERE status = 'running' AND lease_expires_at < :now ORDER BY lease_expires_at, k LIMIT :limit

-- name: update
-- Compare-and-set on the revision: no row changes when another writer came first.
UPDATE jobs
SET run_id = :run_id, available_at = :available_at, max_attempts = :max_attempts, status = :status,
    attempt = :attempt, deferrals = :deferrals, worker = :worker, claimed_at = :claimed_at,
    heartbeat_at = :heartbeat_at, lease_expires_at = :lease_expires_at, cancel_requested = :cancel_requested,
    error = :error, ended_at = :ended_at, revision = :revision
WHERE k = :k AND revision = :expected_revision

-- name: update_lease
-- Renews the lease of a job that is running.
UPDATE jobs SET heartbeat_at = :heartbeat_at, lease_expires_at = :lease_expires_at
WHERE k = :k AND status = 'running'

-- name: insert_attempt
-- An attempt that ended, before the row of its job says so.
INSERT INTO job_attempts (k, number, run_id, worker, claimed_at, ended_at, outcome, error)
VALUES (:k, :number, :run_id, :worker, :claimed_at, :ended_at, :outcome, :error)

-- name: attempts
-- The attempts of a job by number.
SELECT number, run_id, worker, claimed_at, ended_at, outcome, error FROM job_attempts WHERE k = :k ORDER BY number

-- name: counts
-- How many jobs there are of each kind and status.
SELECT kind, status, count(*) AS n FROM jobs GROUP BY kind, status ORDER BY kind, status

-- name: page
-- The last enqueued first, every filter optional; the cursor is the last row already seen.
SELECT * FROM jobs
WHERE TRUE
  AND status = :status --? status
  AND kind = :kind --? kind
  AND worker = :worker --? worker
  AND dedup_key = :dedup_key --? dedup_key
  AND run_id = :run_id --? run_id
  AND k < :before --? before
ORDER BY k DESC
LIMIT :limit --? limit

-- name: insert
-- A new job; no row comes back when its id, its run or its key is taken. ON CONFLICT would be refused beside the guards.
INSERT INTO jobs (
    job_id, run_id, kind, priority, dedup_key, available_at, max_attempts, status, attempt, deferrals, worker,
    claimed_at, heartbeat_at, lease_expires_at, cancel_requested, error, enqueued_at, ended_at, revision)
SELECT
    :job_id, :run_id, :kind, :priority, :dedup_key, :available_at, :max_attempts, :status, :attempt, :deferrals,
    :worker, :claimed_at, :heartbeat_at, :lease_expires_at, :cancel_requested, :error, :enqueued_at, :ended_at,
    :revision
WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE job_id = :job_id OR run_id = :run_id)
RETURNING k

-- name: for_update
-- One job in its newest state, locked against other writers until the transaction ends.
SELECT * FROM jobs WHERE job_id = :job_id FOR NO KEY UPDATE

-- name: claimable
-- The next job in the order of claims that nobody else is claiming; claimers do not wait for one another.
SELECT * FROM jobs
WHERE status IN ('queued', 'retry_wait') AND available_at <= :now
  AND kind IN (:kinds*) --? n_kinds
ORDER BY priority DESC, available_at, k
LIMIT 1
FOR NO KEY UPDATE SKIP LOCKED

-- name: expired
-- Running jobs whose lease is over and that nobody else is settling, the longest expired first.
SELECT * FROM jobs WHERE status = 'running' AND lease_expires_at < :now
ORDER BY lease_expires_at, k
LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED

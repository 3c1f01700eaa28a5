-- name: hold
-- Keeps writers away from what the facts tell until the transaction ends; readers go on. In the order in
-- which writers come by.
LOCK TABLE artifacts, artifact_events, artifact_pins, experiments, scenario_inputs, candidate_sources,
    evaluation_upstreams, runs, model_versions, journal_entries
IN SHARE ROW EXCLUSIVE MODE

-- name: insert_tombstone
-- Changes of status; each parameter is the array of a column.
INSERT INTO artifact_events (artifact_id, seq, at, status, successor_id, actor, reason)
SELECT * FROM unnest(
    CAST(:artifact_id AS text[]), CAST(:seq AS integer[]), CAST(:at AS bigint[]), CAST(:status AS text[]),
    CAST(:successor_id AS text[]), CAST(:actor AS text[]), CAST(:reason AS text[]))

-- name: insert_expiry
-- Artifacts whose bytes are not kept any more; each parameter is the array of a column.
INSERT INTO artifact_expiries (artifact_id, collection_id, because)
SELECT * FROM unnest(CAST(:artifact_id AS text[]), CAST(:collection_id AS text[]), CAST(:because AS text[]))

-- name: for_update
-- One run in its newest state, locked against other writers until the transaction ends.
SELECT * FROM runs WHERE run_id = :run_id FOR NO KEY UPDATE

-- name: insert_tag
-- Tags of a run; each parameter is the array of a column.
INSERT INTO run_tags (tag, k) SELECT * FROM unnest(CAST(:tag AS text[]), CAST(:k AS bigint[]))

-- name: insert_dataset
-- Datasets a run read; each parameter is the array of a column.
INSERT INTO run_datasets (dataset, k, ordinal, artifact_id)
SELECT * FROM unnest(
    CAST(:dataset AS text[]), CAST(:k AS bigint[]), CAST(:ordinal AS integer[]), CAST(:artifact_id AS text[]))

-- name: insert_metric
-- Final metrics; each parameter is the array of a column.
INSERT INTO run_metrics (k, key, value)
SELECT * FROM unnest(CAST(:k AS bigint[]), CAST(:key AS text[]), CAST(:value AS double precision[]))

-- name: insert_point
-- Points of series; each parameter is the array of a column.
INSERT INTO run_points (k, seq, key, value, step, at)
SELECT * FROM unnest(
    CAST(:k AS bigint[]), CAST(:seq AS bigint[]), CAST(:key AS text[]), CAST(:value AS double precision[]),
    CAST(:step AS bigint[]), CAST(:at AS bigint[]))

-- name: insert_event
-- Events of a run; each parameter is the array of a column.
INSERT INTO run_events (k, seq, client_seq, at, kind, status, attempt, phase, percent, message, payload)
SELECT * FROM unnest(
    CAST(:k AS bigint[]), CAST(:seq AS bigint[]), CAST(:client_seq AS bigint[]), CAST(:at AS bigint[]),
    CAST(:kind AS text[]), CAST(:status AS text[]), CAST(:attempt AS integer[]), CAST(:phase AS text[]),
    CAST(:percent AS double precision[]), CAST(:message AS text[]), CAST(:payload AS text[]))

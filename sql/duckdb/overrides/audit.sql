-- name: inputs_of_keys
-- The input edges of these experiments.
SELECT k, role, ordinal, artifact_id FROM experiment_inputs
WHERE k IN (SELECT unnest(CAST(:keys AS BIGINT[]))) ORDER BY k, ordinal

-- name: outputs_of_keys
-- The output edges of these experiments.
SELECT k, slot, artifact_id FROM experiment_outputs
WHERE k IN (SELECT unnest(CAST(:keys AS BIGINT[]))) ORDER BY k, slot

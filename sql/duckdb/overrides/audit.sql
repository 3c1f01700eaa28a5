-- name: inputs_of_keys
-- The input edges of these experiments.
SELECT k, role, ordinal, artifact_id FROM experiment_inputs
WHERE k IN (SELECT unnest(CAST(:keys AS BIGINT[]))) ORDER BY k, ordinal

-- name: outputs_of_keys
-- The output edges of these experiments.
SELECT k, slot, artifact_id FROM experiment_outputs
WHERE k IN (SELECT unnest(CAST(:keys AS BIGINT[]))) ORDER BY k, slot

-- name: engine
-- Which guards are missing, in one row: the engine leaves triggers out when it copies a database.
WITH guards (name) AS (VALUES
    ('artifact_events_are_frozen'),
    ('artifact_events_are_kept'),
    ('artifact_events_follow_the_state_machine'),
    ('artifact_expiries_are_frozen'),
    ('artifact_expiries_are_kept'),
    ('artifact_expiries_follow_a_tombstone'),
    ('artifact_parents_are_earlier'),
    ('artifact_parents_are_frozen'),
    ('artifact_parents_are_kept'),
    ('artifact_pins_are_appended'),
    ('artifact_pins_are_frozen'),
    ('artifact_pins_are_kept'),
    ('artifacts_are_frozen'),
    ('artifacts_are_kept'),
    ('experiment_events_are_frozen'),
    ('experiment_events_are_kept'),
    ('experiment_events_end_with_the_experiment'),
    ('experiment_inputs_are_frozen'),
    ('experiment_inputs_are_kept'),
    ('experiment_inputs_belong_to_the_definition'),
    ('experiment_outputs_are_frozen'),
    ('experiment_outputs_are_kept'),
    ('experiment_outputs_are_written_while_it_runs'),
    ('experiments_are_kept'),
    ('experiments_change_their_state_only'),
    ('job_attempts_are_frozen'),
    ('job_attempts_are_kept'),
    ('job_attempts_belong_to_their_job'),
    ('jobs_are_enqueued_once'),
    ('jobs_are_kept'),
    ('jobs_change_their_state_only'),
    ('journal_configs_are_frozen'),
    ('journal_configs_are_kept'),
    ('journal_decisions_are_frozen'),
    ('journal_decisions_are_kept'),
    ('journal_entries_are_kept'),
    ('journal_entries_change_by_decision_only'),
    ('journal_results_are_frozen'),
    ('journal_results_are_kept'),
    ('journal_tags_are_frozen'),
    ('journal_tags_are_kept'),
    ('model_events_are_counted'),
    ('model_events_are_frozen'),
    ('model_events_are_kept'),
    ('model_histories_are_kept'),
    ('model_histories_go_on'),
    ('model_versions_are_counted'),
    ('model_versions_are_frozen'),
    ('model_versions_are_kept'),
    ('models_are_kept'),
    ('models_count_upwards'),
    ('retention_collections_are_frozen'),
    ('retention_collections_are_kept'),
    ('run_datasets_are_frozen'),
    ('run_datasets_are_kept'),
    ('run_events_are_frozen'),
    ('run_events_are_kept'),
    ('run_events_belong_to_living_runs'),
    ('run_metrics_are_frozen'),
    ('run_metrics_are_kept'),
    ('run_metrics_belong_to_living_runs'),
    ('run_points_are_frozen'),
    ('run_points_are_kept'),
    ('run_points_belong_to_living_runs'),
    ('run_tags_are_frozen'),
    ('run_tags_are_kept'),
    ('runs_are_kept'),
    ('runs_change_their_state_only')),
missing AS (
    SELECT name FROM guards WHERE name NOT IN (SELECT trigger_name FROM duckdb_triggers()))
SELECT CASE WHEN count(*) = 0 THEN 'ok'
            ELSE 'guards are missing: ' || string_agg(name, ', ' ORDER BY name) END AS report
FROM missing

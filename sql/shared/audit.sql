-- name: sizes
-- The last number of each kind of records; they are given in turn from 1.
SELECT (SELECT max(k) FROM experiments) AS experiments, (SELECT max(k) FROM runs) AS runs,
    (SELECT max(id) FROM journal_entries) AS entries
ORDER BY 1

-- name: inputs_without_record
-- Input edges whose experiment is missing or has another creation time.
SELECT i.k, i.artifact_id
FROM experiment_inputs AS i
LEFT JOIN experiments AS e ON e.k = i.k
WHERE e.k IS NULL OR e.created_at <> i.created_at
ORDER BY i.k, i.artifact_id

-- name: wrong_input_counts
-- Experiments whose number of input edges is not the declared one.
SELECT e.experiment_id, e.n_inputs, count(i.k) AS found
FROM experiments AS e
LEFT JOIN experiment_inputs AS i ON i.k = e.k
GROUP BY e.experiment_id, e.n_inputs
HAVING count(i.k) <> e.n_inputs
ORDER BY e.experiment_id

-- name: wrong_event_counts
-- Experiments whose history is not 1, 2, ... up to their revision.
SELECT e.experiment_id, e.revision, count(v.seq) AS found
FROM experiments AS e
LEFT JOIN experiment_events AS v ON v.k = e.k
GROUP BY e.experiment_id, e.revision
HAVING count(v.seq) <> e.revision OR min(v.seq) <> 1 OR max(v.seq) <> e.revision
ORDER BY e.experiment_id

-- name: wrong_last_events
-- Experiments whose last event tells another status than their row.
SELECT e.experiment_id, e.status, v.status AS event_status
FROM experiments AS e
JOIN experiment_events AS v ON v.k = e.k AND v.seq = e.revision
WHERE v.status <> e.status
ORDER BY e.experiment_id

-- name: metrics_without_output
-- Metrics of experiments that left no metrics artifact.
SELECT m.k, min(e.experiment_id) AS experiment_id
FROM experiment_metrics AS m
LEFT JOIN experiments AS e ON e.k = m.k
LEFT JOIN experiment_outputs AS o ON o.k = m.k AND o.slot = 'metrics'
WHERE e.k IS NULL OR o.k IS NULL
GROUP BY m.k
ORDER BY m.k

-- name: parents_without_record
-- Lineage edges with an end that is not in the catalog.
SELECT p.child_id, p.parent_id
FROM artifact_parents AS p
LEFT JOIN artifacts AS c ON c.artifact_id = p.child_id
LEFT JOIN artifacts AS a ON a.artifact_id = p.parent_id
WHERE c.artifact_id IS NULL OR a.artifact_id IS NULL
ORDER BY p.child_id, p.parent_id

-- name: wrong_artifact_events
-- Artifacts whose history is not 1, 2, ..., and histories of no artifact.
SELECT v.artifact_id, count(*) AS found
FROM artifact_events AS v
LEFT JOIN artifacts AS a ON a.artifact_id = v.artifact_id
GROUP BY v.artifact_id
HAVING min(v.seq) <> 1 OR max(v.seq) <> count(*) OR count(a.artifact_id) <> count(*)
ORDER BY v.artifact_id

-- name: wrong_pins
-- Artifacts whose pins are not 1, 2, ... in turn, and pins of no artifact.
SELECT p.artifact_id
FROM artifact_pins AS p
LEFT JOIN artifacts AS a ON a.artifact_id = p.artifact_id
GROUP BY p.artifact_id
HAVING min(p.seq) <> 1 OR max(p.seq) <> count(*) OR count(a.artifact_id) <> count(*)
    OR sum(CASE WHEN p.pinned <> (p.seq % 2 = 1) THEN 1 ELSE 0 END) > 0
ORDER BY p.artifact_id

-- name: wrong_expiries
-- Expired artifacts that are pinned or not tombstoned, and expiries of no artifact or collection.
SELECT x.artifact_id
FROM artifact_expiries AS x
LEFT JOIN artifacts AS a ON a.artifact_id = x.artifact_id
LEFT JOIN retention_collections AS c ON c.collection_id = x.collection_id
LEFT JOIN (SELECT artifact_id FROM artifact_events WHERE status = 'tombstoned') AS t
    ON t.artifact_id = x.artifact_id
LEFT JOIN (SELECT artifact_id, max(seq) AS seq FROM artifact_pins GROUP BY artifact_id) AS p
    ON p.artifact_id = x.artifact_id
WHERE a.artifact_id IS NULL OR c.collection_id IS NULL OR t.artifact_id IS NULL OR coalesce(p.seq, 0) % 2 = 1
ORDER BY x.artifact_id

-- name: experiments_after
-- A batch of experiments in key order, for a walk over all of them.
SELECT * FROM experiments WHERE k > :k ORDER BY k LIMIT :limit

-- name: inputs_of_keys
-- The input edges of these experiments.
SELECT k, role, ordinal, artifact_id FROM experiment_inputs WHERE k IN (:keys*) ORDER BY k, ordinal

-- name: outputs_of_keys
-- The output edges of these experiments.
SELECT k, slot, artifact_id FROM experiment_outputs WHERE k IN (:keys*) ORDER BY k, slot

-- name: found_by_index
-- Which of these ids a look-up by id finds.
SELECT experiment_id FROM experiments WHERE experiment_id IN (:experiment_ids*) ORDER BY experiment_id

-- name: engine
-- What the engine says of its own structures; `ok` where it cannot tell.
SELECT 'ok' AS report

-- name: wrong_version_counts
-- Models whose versions are not 1, 2, ... up to the number that was counted, and versions of no model.
SELECT n.model_name
FROM (SELECT model_name FROM models UNION SELECT model_name FROM model_versions) AS n
LEFT JOIN models AS m ON m.model_name = n.model_name
LEFT JOIN model_versions AS v ON v.model_name = n.model_name
GROUP BY n.model_name, m.n_versions
HAVING m.n_versions IS NULL OR count(v.version) <> m.n_versions
    OR m.n_versions > 0 AND (min(v.version) <> 1 OR max(v.version) <> m.n_versions)
ORDER BY n.model_name

-- name: wrong_promotion_counts
-- Models whose events are not 1, 2, ... up to the last one that was counted, and events of no history.
SELECT n.model_name
FROM (SELECT model_name FROM model_histories UNION SELECT model_name FROM model_events) AS n
LEFT JOIN model_histories AS h ON h.model_name = n.model_name
LEFT JOIN model_events AS v ON v.model_name = n.model_name
GROUP BY n.model_name, h.last_seq, h.projected_seq
HAVING h.last_seq IS NULL OR count(v.seq) <> h.last_seq
    OR h.last_seq > 0 AND (min(v.seq) <> 1 OR max(v.seq) <> h.last_seq)
    OR h.projected_seq NOT BETWEEN 0 AND h.last_seq
ORDER BY n.model_name

-- name: aliases_without_version
-- Models with an alias that points to no version.
SELECT DISTINCT a.model_name
FROM model_aliases AS a
LEFT JOIN model_versions AS v ON v.model_name = a.model_name AND v.version = a.version
WHERE v.version IS NULL
ORDER BY a.model_name

-- name: promotions_without_decision
-- Models with a promotion whose journal entry is missing or was decided otherwise.
SELECT DISTINCT v.model_name
FROM model_events AS v
LEFT JOIN journal_entries AS j ON j.id = v.journal_entry_id
WHERE v.journal_entry_id IS NOT NULL AND (j.id IS NULL OR j.promotion_decision <> 'promoted')
ORDER BY v.model_name

-- name: versions_after
-- A batch of model versions in the order of their names, for a walk over all of them.
SELECT * FROM model_versions
WHERE model_name > :model_name OR (model_name = :model_name AND version > :version)
ORDER BY model_name, version
LIMIT :limit

-- name: models_with_promotions
-- Names that have a history.
SELECT DISTINCT model_name FROM model_events ORDER BY model_name

-- name: wrong_run_events
-- Runs whose timeline has gaps, and timelines of no run.
SELECT v.k, min(r.run_id) AS run_id
FROM run_events AS v
LEFT JOIN runs AS r ON r.k = v.k
GROUP BY v.k
HAVING min(v.seq) <> 1 OR max(v.seq) <> count(*) OR count(r.k) <> count(*)
ORDER BY v.k

-- name: wrong_last_run_events
-- Runs whose last status event is missing or tells another status than their row.
SELECT r.k, r.run_id
FROM runs AS r
LEFT JOIN (SELECT k, max(seq) AS seq FROM run_events WHERE kind = 'status' GROUP BY k) AS l ON l.k = r.k
LEFT JOIN run_events AS v ON v.k = l.k AND v.seq = l.seq
WHERE v.status IS NULL OR v.status <> r.status
ORDER BY r.k

-- name: points_without_run
-- Points of no run.
SELECT DISTINCT p.k, r.run_id
FROM run_points AS p
LEFT JOIN runs AS r ON r.k = p.k
WHERE r.k IS NULL
ORDER BY p.k

-- name: wrong_metrics_artifacts
-- Completed runs whose one metrics artifact is not in the catalog as theirs, and others that name one.
SELECT r.k, r.run_id
FROM runs AS r
LEFT JOIN artifacts AS a ON a.artifact_id = r.metrics_artifact_id
    AND a.kind = 'metrics' AND a.producer_kind = 'run' AND a.producer_id = r.run_id
WHERE (r.status = 'completed' AND a.artifact_id IS NULL)
   OR (r.status <> 'completed' AND r.metrics_artifact_id IS NOT NULL)
ORDER BY r.k

-- name: runs_after
-- A batch of runs in key order, with the file digest of their metrics, for a walk over all of them.
SELECT r.*, a.file_hash AS metrics_file_hash
FROM runs AS r
LEFT JOIN artifacts AS a ON a.artifact_id = r.metrics_artifact_id
WHERE r.k > :k
ORDER BY r.k
LIMIT :limit

-- name: tags_of_runs
-- The tags of these runs as they are searched.
SELECT k, tag FROM run_tags WHERE k IN (:keys*) ORDER BY k, tag

-- name: datasets_of_runs
-- The datasets of these runs as they are searched.
SELECT k, dataset, ordinal, artifact_id FROM run_datasets WHERE k IN (:keys*) ORDER BY k, ordinal

-- name: metrics_of_runs
-- The final metrics of these runs as they are searched.
SELECT k, key, value FROM run_metrics WHERE k IN (:keys*) ORDER BY k, key

-- name: journal_orphans
-- Entries whose parent is no earlier entry, and tags, numbers and decisions of no entry.
SELECT DISTINCT o.entry_id
FROM (SELECT entry_id FROM journal_tags
      UNION SELECT entry_id FROM journal_results
      UNION SELECT entry_id FROM journal_decisions) AS o
LEFT JOIN journal_entries AS e ON e.id = o.entry_id
WHERE e.id IS NULL
UNION
SELECT c.id AS entry_id
FROM journal_entries AS c
LEFT JOIN journal_entries AS p ON p.id = c.parent_id AND p.id < c.id
WHERE c.parent_id IS NOT NULL AND p.id IS NULL
ORDER BY entry_id

-- name: entries_after
-- A batch of journal entries by number, for a walk over all of them.
SELECT e.*, c.config FROM journal_entries AS e LEFT JOIN journal_configs AS c ON c.config_hash = e.config_hash
WHERE e.id > :entry_id
ORDER BY e.id
LIMIT :limit

-- name: tags_of_entries
-- The tags of these entries as they are searched.
SELECT entry_id, tag FROM journal_tags WHERE entry_id IN (:entry_ids*) ORDER BY entry_id, tag

-- name: results_of_entries
-- The numbers of these entries as they are searched.
SELECT entry_id, key, value FROM journal_results WHERE entry_id IN (:entry_ids*) ORDER BY entry_id, key

-- name: decisions_of_entries
-- The decisions on these entries, oldest first.
SELECT entry_id, seq, "at", decision, reason, actor, comparison, record_hash FROM journal_decisions
WHERE entry_id IN (:entry_ids*)
ORDER BY entry_id, seq

-- name: trials_by_index
-- Which of these entries a look-up by trial key finds.
SELECT id FROM journal_entries WHERE trial_key IN (:trial_keys*) ORDER BY id

-- name: words_after
-- A batch of entries that an index of words should find, where an engine has one; no row elsewhere.
SELECT 0 AS id, 'x' AS hypothesis_folded WHERE FALSE

-- name: entries_by_words
-- Which entries between two numbers an index of words finds; no row elsewhere.
SELECT 0 AS id WHERE FALSE

-- name: configs_without_entry
-- Configs that no entry tried.
SELECT c.config_hash FROM journal_configs AS c
WHERE NOT EXISTS (SELECT 1 FROM journal_entries AS e WHERE e.config_hash = c.config_hash)
ORDER BY c.config_hash

-- name: candidates_after
-- A batch of candidates in key order, for a walk over all of them.
SELECT * FROM candidates WHERE k > :k ORDER BY k LIMIT :limit

-- name: scenarios_after
-- A batch of scenarios in key order, for a walk over all of them.
SELECT * FROM scenarios WHERE k > :k ORDER BY k LIMIT :limit

-- name: cohorts_after
-- A batch of cohorts in key order, for a walk over all of them.
SELECT * FROM cohorts WHERE k > :k ORDER BY k LIMIT :limit

-- name: evaluations_after
-- A batch of evaluations in key order, for a walk over all of them.
SELECT * FROM evaluations WHERE k > :k ORDER BY k LIMIT :limit

-- name: inputs_of_scenario
-- The inputs of a scenario as they are searched.
SELECT artifact_id, scenario_id, role FROM scenario_inputs WHERE scenario_id = :scenario_id ORDER BY role

-- name: places_of_cohort
-- The scenarios of a cohort as they are searched.
SELECT cohort_id, ordinal, scenario_id FROM cohort_scenarios WHERE cohort_id = :cohort_id ORDER BY ordinal

-- name: candidates_of_evaluation
-- The candidates of an evaluation as they are searched.
SELECT candidate_id, k FROM evaluation_candidates WHERE k = :k ORDER BY candidate_id

-- name: upstreams_of_evaluation
-- What an evaluation stands on, as it is searched.
SELECT upstream_id, k, upstream_kind, role FROM evaluation_upstreams WHERE k = :k ORDER BY upstream_id, upstream_kind, role

-- name: results_without_record
-- Evaluations with results but no record of them, and results of no evaluation.
SELECT DISTINCT x.k
FROM evaluation_results AS x
LEFT JOIN evaluation_records AS r ON r.k = x.k
LEFT JOIN evaluations AS e ON e.k = x.k
WHERE r.k IS NULL OR e.k IS NULL
ORDER BY x.k

-- Models: digests of whole rows, which show damage, and counts that raw SQL cannot skip.

ALTER TABLE model_versions ADD COLUMN record_hash TEXT;

ALTER TABLE model_events ADD COLUMN record_hash TEXT;

CREATE TRIGGER model_versions_are_counted AFTER INSERT ON model_versions
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: versions are added in the order they are counted')
FROM new_rows AS n LEFT JOIN models AS m ON m.model_name = n.model_name
WHERE m.model_name IS NULL OR n.version <> m.n_versions;

CREATE TRIGGER model_events_are_counted AFTER INSERT ON model_events
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: promotions are added in the order they are counted')
FROM new_rows AS n LEFT JOIN model_histories AS h ON h.model_name = n.model_name
WHERE h.model_name IS NULL OR n.seq <> h.last_seq
   OR n.seq > 1 AND NOT EXISTS (
       SELECT 1 FROM model_events AS e WHERE e.model_name = n.model_name AND e.seq = n.seq - 1);

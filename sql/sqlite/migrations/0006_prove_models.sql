-- Models: digests of whole rows, which show damage, and counts that raw SQL cannot skip.

ALTER TABLE model_versions ADD COLUMN record_hash TEXT;

ALTER TABLE model_events ADD COLUMN record_hash TEXT;

CREATE TRIGGER model_versions_are_counted BEFORE INSERT ON model_versions
WHEN NEW.version IS NOT (SELECT n_versions FROM models WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: versions are added in the order they are counted'); END;

CREATE TRIGGER model_events_are_counted BEFORE INSERT ON model_events
WHEN NEW.seq IS NOT (SELECT last_seq FROM model_histories WHERE model_name = NEW.model_name)
BEGIN SELECT RAISE(ABORT, 'immutable: promotions are added in the order they are counted'); END;

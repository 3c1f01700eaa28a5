-- Models: digests of whole rows, which show damage, and counts that raw SQL cannot skip.

ALTER TABLE model_versions ADD COLUMN record_hash TEXT COLLATE "C";

ALTER TABLE model_events ADD COLUMN record_hash TEXT COLLATE "C";

CREATE FUNCTION require_counted_version() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM models AS m WHERE m.model_name = NEW.model_name AND m.n_versions = NEW.version) THEN
        RAISE EXCEPTION 'immutable: versions are added in the order they are counted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER model_versions_are_counted BEFORE INSERT ON model_versions
FOR EACH ROW EXECUTE FUNCTION require_counted_version();

CREATE FUNCTION require_counted_promotion() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM model_histories AS h WHERE h.model_name = NEW.model_name AND h.last_seq = NEW.seq)
    OR NEW.seq > 1 AND NOT EXISTS (
        SELECT FROM model_events AS e WHERE e.model_name = NEW.model_name AND e.seq = NEW.seq - 1)
    THEN
        RAISE EXCEPTION 'immutable: promotions are added in the order they are counted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER model_events_are_counted BEFORE INSERT ON model_events
FOR EACH ROW EXECUTE FUNCTION require_counted_promotion();

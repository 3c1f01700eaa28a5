-- Retention: what is pinned, when a policy was applied, and whose bytes are not kept any more.

CREATE TABLE artifact_pins (
    artifact_id TEXT COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    pinned BOOLEAN NOT NULL,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
);

CREATE TABLE retention_collections (
    collection_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    policy TEXT NOT NULL,
    actor TEXT,
    reason TEXT
);

CREATE TABLE artifact_expiries (
    artifact_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    collection_id TEXT COLLATE "C" NOT NULL,
    because TEXT NOT NULL
);

-- Pins and expiries of one artifact come one after the other: both lock its record first.
CREATE FUNCTION require_pin_in_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM artifacts WHERE artifact_id = NEW.artifact_id FOR NO KEY UPDATE;
    IF NOT FOUND
    OR NEW.seq <> 1 + coalesce((SELECT max(seq) FROM artifact_pins WHERE artifact_id = NEW.artifact_id), 0)
    OR NEW.pinned <> (NEW.seq % 2 = 1)
    OR EXISTS (SELECT FROM artifact_expiries WHERE artifact_id = NEW.artifact_id)
    THEN
        RAISE EXCEPTION 'immutable: an artifact with bytes is pinned and let go in turn';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER artifact_pins_are_appended BEFORE INSERT ON artifact_pins
FOR EACH ROW EXECUTE FUNCTION require_pin_in_turn();

CREATE TRIGGER artifact_pins_are_frozen BEFORE UPDATE OR DELETE ON artifact_pins
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: pins are appended only');

CREATE TRIGGER artifact_pins_are_not_truncated BEFORE TRUNCATE ON artifact_pins
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: pins are appended only');

CREATE TRIGGER retention_collections_are_frozen BEFORE UPDATE OR DELETE ON retention_collections
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: collections are appended only');

CREATE TRIGGER retention_collections_are_not_truncated BEFORE TRUNCATE ON retention_collections
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: collections are appended only');

CREATE FUNCTION require_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM artifacts WHERE artifact_id = NEW.artifact_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM artifact_events WHERE artifact_id = NEW.artifact_id AND status = 'tombstoned')
    OR NOT EXISTS (SELECT FROM retention_collections WHERE collection_id = NEW.collection_id)
    OR (SELECT coalesce(max(seq), 0) FROM artifact_pins WHERE artifact_id = NEW.artifact_id) % 2 = 1
    THEN
        RAISE EXCEPTION 'immutable: an artifact expires once, tombstoned and not pinned';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER artifact_expiries_follow_a_tombstone BEFORE INSERT ON artifact_expiries
FOR EACH ROW EXECUTE FUNCTION require_tombstone();

CREATE TRIGGER artifact_expiries_are_frozen BEFORE UPDATE OR DELETE ON artifact_expiries
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: what expired does not come back');

CREATE TRIGGER artifact_expiries_are_not_truncated BEFORE TRUNCATE ON artifact_expiries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: what expired does not come back');

-- Retention: what is pinned, when a policy was applied, and whose bytes are not kept any more.

CREATE TABLE artifact_pins (
    artifact_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at BIGINT NOT NULL,
    pinned BOOLEAN NOT NULL CHECK (pinned IN (0, 1)),
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
) WITHOUT ROWID;

CREATE TABLE retention_collections (
    collection_id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    policy TEXT NOT NULL,
    actor TEXT,
    reason TEXT
) WITHOUT ROWID;

CREATE TABLE artifact_expiries (
    artifact_id TEXT NOT NULL PRIMARY KEY,
    collection_id TEXT NOT NULL,
    because TEXT NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER artifact_pins_are_appended BEFORE INSERT ON artifact_pins
WHEN NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = NEW.artifact_id)
  OR NEW.seq <> 1 + coalesce((SELECT max(seq) FROM artifact_pins WHERE artifact_id = NEW.artifact_id), 0)
  OR NEW.pinned <> NEW.seq % 2
  OR EXISTS (SELECT 1 FROM artifact_expiries WHERE artifact_id = NEW.artifact_id)
BEGIN SELECT RAISE(ABORT, 'immutable: an artifact with bytes is pinned and let go in turn'); END;

CREATE TRIGGER artifact_pins_are_frozen BEFORE UPDATE ON artifact_pins
BEGIN SELECT RAISE(ABORT, 'immutable: pins are appended only'); END;

CREATE TRIGGER artifact_pins_are_kept BEFORE DELETE ON artifact_pins
BEGIN SELECT RAISE(ABORT, 'immutable: pins are appended only'); END;

CREATE TRIGGER retention_collections_are_not_replaced BEFORE INSERT ON retention_collections
WHEN EXISTS (SELECT 1 FROM retention_collections WHERE collection_id = NEW.collection_id)
BEGIN SELECT RAISE(ABORT, 'immutable: the collection exists'); END;

CREATE TRIGGER retention_collections_are_frozen BEFORE UPDATE ON retention_collections
BEGIN SELECT RAISE(ABORT, 'immutable: collections are appended only'); END;

CREATE TRIGGER retention_collections_are_kept BEFORE DELETE ON retention_collections
BEGIN SELECT RAISE(ABORT, 'immutable: collections are appended only'); END;

CREATE TRIGGER artifact_expiries_follow_a_tombstone BEFORE INSERT ON artifact_expiries
WHEN EXISTS (SELECT 1 FROM artifact_expiries WHERE artifact_id = NEW.artifact_id)
  OR NOT EXISTS (SELECT 1 FROM artifact_events WHERE artifact_id = NEW.artifact_id AND status = 'tombstoned')
  OR NOT EXISTS (SELECT 1 FROM retention_collections WHERE collection_id = NEW.collection_id)
  OR (SELECT coalesce(max(seq), 0) FROM artifact_pins WHERE artifact_id = NEW.artifact_id) % 2 = 1
BEGIN SELECT RAISE(ABORT, 'immutable: an artifact expires once, tombstoned and not pinned'); END;

CREATE TRIGGER artifact_expiries_are_frozen BEFORE UPDATE ON artifact_expiries
BEGIN SELECT RAISE(ABORT, 'immutable: what expired does not come back'); END;

CREATE TRIGGER artifact_expiries_are_kept BEFORE DELETE ON artifact_expiries
BEGIN SELECT RAISE(ABORT, 'immutable: what expired does not come back'); END;

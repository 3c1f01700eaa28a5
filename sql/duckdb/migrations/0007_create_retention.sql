-- Retention: what is pinned, when a policy was applied, and whose bytes are not kept any more.

CREATE TABLE artifact_pins (
    artifact_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    pinned BOOLEAN NOT NULL,
    actor TEXT,
    reason TEXT,
    PRIMARY KEY (artifact_id, seq)
);

CREATE TABLE retention_collections (
    collection_id TEXT NOT NULL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    policy TEXT NOT NULL,
    actor TEXT,
    reason TEXT
);

CREATE TABLE artifact_expiries (
    artifact_id TEXT NOT NULL PRIMARY KEY,
    collection_id TEXT NOT NULL,
    because TEXT NOT NULL
);

CREATE TRIGGER artifact_pins_are_appended AFTER INSERT ON artifact_pins
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: an artifact with bytes is pinned and let go in turn')
FROM new_rows AS n
WHERE NOT EXISTS (SELECT 1 FROM artifacts AS a WHERE a.artifact_id = n.artifact_id)
   OR n.seq <> (SELECT count(*) FROM artifact_pins AS p WHERE p.artifact_id = n.artifact_id)
   OR n.pinned <> (n.seq % 2 = 1)
   OR EXISTS (SELECT 1 FROM artifact_expiries AS x WHERE x.artifact_id = n.artifact_id);

CREATE TRIGGER artifact_pins_are_frozen BEFORE UPDATE ON artifact_pins FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: pins are appended only');

CREATE TRIGGER artifact_pins_are_kept BEFORE DELETE ON artifact_pins FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: pins are appended only');

CREATE TRIGGER retention_collections_are_frozen BEFORE UPDATE ON retention_collections FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: collections are appended only');

CREATE TRIGGER retention_collections_are_kept BEFORE DELETE ON retention_collections FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: collections are appended only');

CREATE TRIGGER artifact_expiries_follow_a_tombstone AFTER INSERT ON artifact_expiries
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: an artifact expires once, tombstoned and not pinned')
FROM new_rows AS n
WHERE NOT EXISTS (
          SELECT 1 FROM artifact_events AS e WHERE e.artifact_id = n.artifact_id AND e.status = 'tombstoned')
   OR NOT EXISTS (SELECT 1 FROM retention_collections AS c WHERE c.collection_id = n.collection_id)
   OR (SELECT count(*) FROM artifact_pins AS p WHERE p.artifact_id = n.artifact_id) % 2 = 1;

CREATE TRIGGER artifact_expiries_are_frozen BEFORE UPDATE ON artifact_expiries FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: what expired does not come back');

CREATE TRIGGER artifact_expiries_are_kept BEFORE DELETE ON artifact_expiries FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: what expired does not come back');

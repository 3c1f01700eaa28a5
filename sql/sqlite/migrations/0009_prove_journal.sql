-- The journal: keys under which an author may repeat a note, and digests of whole rows, which show damage.

ALTER TABLE journal_entries ADD COLUMN idempotency_key TEXT;
ALTER TABLE journal_entries ADD COLUMN record_hash TEXT;
ALTER TABLE journal_decisions ADD COLUMN record_hash TEXT;
CREATE UNIQUE INDEX journal_entries_by_idempotency_key ON journal_entries (idempotency_key)
WHERE idempotency_key IS NOT NULL;

CREATE TRIGGER journal_proofs_are_frozen BEFORE UPDATE ON journal_entries
WHEN (OLD.idempotency_key, OLD.record_hash) IS NOT (NEW.idempotency_key, NEW.record_hash)
BEGIN SELECT RAISE(ABORT, 'immutable: journal entries are frozen'); END;

CREATE TRIGGER journal_keys_are_not_replaced BEFORE INSERT ON journal_entries
WHEN EXISTS (SELECT 1 FROM journal_entries WHERE idempotency_key = NEW.idempotency_key)
BEGIN SELECT RAISE(ABORT, 'immutable: an entry has that idempotency key'); END;

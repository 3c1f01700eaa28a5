-- The journal: keys under which an author may repeat a note, and digests of whole rows, which show damage.

ALTER TABLE journal_entries ADD COLUMN idempotency_key TEXT COLLATE "C";
ALTER TABLE journal_entries ADD COLUMN record_hash TEXT COLLATE "C";
ALTER TABLE journal_decisions ADD COLUMN record_hash TEXT COLLATE "C";
CREATE UNIQUE INDEX journal_entries_by_idempotency_key ON journal_entries (idempotency_key);

CREATE TRIGGER journal_proofs_are_frozen BEFORE UPDATE ON journal_entries
FOR EACH ROW WHEN (
    (OLD.idempotency_key, OLD.record_hash) IS DISTINCT FROM (NEW.idempotency_key, NEW.record_hash))
EXECUTE FUNCTION refuse_change('immutable: journal entries are frozen');

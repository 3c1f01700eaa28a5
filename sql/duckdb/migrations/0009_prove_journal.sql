-- The journal: keys under which an author may repeat a note, and digests of whole rows, which show damage.

ALTER TABLE journal_entries ADD COLUMN idempotency_key TEXT;

ALTER TABLE journal_entries ADD COLUMN record_hash TEXT;

ALTER TABLE journal_decisions ADD COLUMN record_hash TEXT;

CREATE UNIQUE INDEX journal_entries_by_idempotency_key ON journal_entries (idempotency_key);

CREATE TRIGGER journal_proofs_are_frozen AFTER UPDATE ON journal_entries
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: journal entries are frozen')
FROM new_rows AS n LEFT JOIN old_rows AS o ON o.id = n.id
WHERE (o.idempotency_key, o.record_hash) IS DISTINCT FROM (n.idempotency_key, n.record_hash);

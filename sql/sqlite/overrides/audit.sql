-- name: engine
-- Pages and indexes as SQLite checks them.
PRAGMA integrity_check

-- name: words_after
-- A batch of entries that the index of words should find.
SELECT id, hypothesis_folded FROM journal_entries WHERE id > :entry_id ORDER BY id LIMIT :limit

-- name: entries_by_words
-- Which entries between two numbers the index of words finds.
SELECT w.rowid AS id FROM journal_words AS w
WHERE w.journal_words MATCH :trigrams AND w.rowid BETWEEN :first AND :last
ORDER BY w.rowid

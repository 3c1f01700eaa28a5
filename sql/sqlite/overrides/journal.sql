-- part: text
-- Rare texts by the index of words, which may give an entry too many and never one too few.
  AND e.id IN (SELECT w.rowid FROM journal_words AS w WHERE w.journal_words MATCH :trigrams) --? trigrams
  AND instr(e.hypothesis_folded, :text) > 0 --? text

-- name: index_words
-- Puts an entry where its words are looked for.
INSERT INTO journal_words (rowid, hypothesis_folded) VALUES (:entry_id, :hypothesis_folded)

-- name: count_words
-- How many entries the index of words has for a text; counting ends at the limit.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM journal_words AS w WHERE w.journal_words MATCH :trigrams LIMIT :limit) AS found

-- part: text
-- The engine has a word for it that takes two thirds of the time.
  AND contains(e.hypothesis_folded, :text) --? text

-- name: insert_tag
-- Tags of an entry; each parameter is the list of a column.
INSERT INTO journal_tags (tag, entry_id) SELECT unnest(CAST(:tag AS VARCHAR[])), unnest(CAST(:entry_id AS BIGINT[]))

-- name: insert_result
-- Numbers of the results; each parameter is the list of a column.
INSERT INTO journal_results (entry_id, key, value)
SELECT unnest(CAST(:entry_id AS BIGINT[])), unnest(CAST(:key AS VARCHAR[])), unnest(CAST(:value AS DOUBLE[]))

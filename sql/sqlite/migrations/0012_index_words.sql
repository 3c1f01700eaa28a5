-- The words of the journal: every three characters of a folded hypothesis, so that a rare text is found at once.
-- The index keeps no text of its own, and no trigger feeds it: none may touch it where the schema is not trusted.

CREATE VIRTUAL TABLE journal_words USING fts5(
    hypothesis_folded, content='journal_entries', content_rowid='id', detail=none, tokenize='trigram case_sensitive 1');
INSERT INTO journal_words (journal_words) VALUES ('rebuild');

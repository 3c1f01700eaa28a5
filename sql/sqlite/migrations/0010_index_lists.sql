-- Lists by a commit, a name, a digest or a kind: without these, a rare one is looked for in every record.

CREATE INDEX runs_by_commit ON runs (git_commit, created_at, run_id);
CREATE INDEX artifacts_by_name ON artifacts (name, created_at, artifact_id);
CREATE INDEX artifacts_by_content_hash ON artifacts (content_hash);
CREATE INDEX jobs_by_kind ON jobs (kind, k);

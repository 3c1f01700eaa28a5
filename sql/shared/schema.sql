-- name: version
-- The newest migration that ran here.
SELECT max(version) AS version FROM schema_migrations

-- name: record_migration
-- One row per migration, written in the transaction that ran it.
INSERT INTO schema_migrations (version, name, applied_at) VALUES (:version, :name, :applied_at)

-- name: applied_at
-- When a migration ran here.
SELECT applied_at FROM schema_migrations WHERE version = :version

-- name: description
-- Schema version and sizes, in one row.
SELECT (SELECT max(version) FROM schema_migrations) AS schema_version,
       (SELECT count(*) FROM experiments) AS experiments,
       (SELECT count(*) FROM artifacts) AS artifacts

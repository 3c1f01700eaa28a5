-- name: version
-- The newest migration that ran here; its name tells our table from another program's.
SELECT version, name FROM schema_migrations ORDER BY version DESC LIMIT 1

-- name: lock
-- Lets one transaction at a time look at a schema and change it.
SELECT pg_advisory_xact_lock(hashtextextended('provenlab schema ' || :schema, 0))

-- name: namespace
-- One row when the schema exists.
SELECT 1 AS found WHERE to_regnamespace(:schema) IS NOT NULL

-- name: table
-- One row when a migration ran here, ours or another program's.
SELECT 1 AS found WHERE to_regclass('schema_migrations') IS NOT NULL

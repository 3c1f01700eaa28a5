-- name: engine
-- Pages and indexes as SQLite checks them.
PRAGMA integrity_check

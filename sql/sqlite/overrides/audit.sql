-- name: engine
-- Pages and indexes as SQLite checks them.
SELECT integrity_check AS report FROM pragma_integrity_check

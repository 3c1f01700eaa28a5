"""DuckDB: one file, for hosts that ask for it by path and for aggregates over many experiments."""

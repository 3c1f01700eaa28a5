"""What only DuckDB needs proof of: its lock, its crashes, its full disks, its guards."""

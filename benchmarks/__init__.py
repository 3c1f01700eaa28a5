"""Measurements against the raw engines, side by side in one run; `make bench` prints the table."""

"""Executors, and the scenario kinds that are installed."""

"""Evaluations and strategies run by workers, and replayed."""

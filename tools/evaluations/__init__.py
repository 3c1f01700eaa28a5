"""Evaluations and strategies as work: executed by workers, and again by whoever doubts them."""

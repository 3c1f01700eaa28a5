"""Ports around ports: the same contract with one thing more, or less."""

"""The ports of the core made real: one package for each engine or outside system."""

"""The kind `calcutta`: an auction pool on a single-elimination tournament."""

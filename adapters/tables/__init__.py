"""Tables that are too large for memory, written as files."""

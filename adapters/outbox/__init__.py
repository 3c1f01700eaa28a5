"""Files and memory in which calls wait for their store."""

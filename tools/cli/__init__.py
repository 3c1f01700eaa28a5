"""The command line `provenlab`: a command for each operation, readable for people and for scripts."""

"""Pure rules: canonical form, digests, state machines, limits."""

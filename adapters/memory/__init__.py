"""Everything in memory: the reference the other stores are compared with."""

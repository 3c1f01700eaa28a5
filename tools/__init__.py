"""The doors: each translates one protocol into the operations of the core."""

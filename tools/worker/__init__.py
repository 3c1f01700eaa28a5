"""The worker: claims jobs, runs their handlers in its own process, and records what came of them."""

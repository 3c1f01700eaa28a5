"""The worker: in this process, and as processes that are stopped and killed."""

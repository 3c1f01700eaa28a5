"""What several adapters need of the file system: locks, and its errors in our words."""

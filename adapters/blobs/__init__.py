"""Blob stores, and the readers of what they hold."""

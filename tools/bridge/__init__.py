"""JSON over standard input and output."""

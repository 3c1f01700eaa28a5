"""Models as bytes and back: which libraries' models can be kept, and how each is read again."""

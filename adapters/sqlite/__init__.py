"""SQLite: the default store. One file, many readers beside one writer."""

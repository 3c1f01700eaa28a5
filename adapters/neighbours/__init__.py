"""Finding near configs quickly."""

"""Data sets that come with libraries."""

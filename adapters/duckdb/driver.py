"""The engine's extension module alone: the package around it takes 70 ms more to import."""

try:
    import _duckdb as driver
except ImportError:  # a private name, which a release may change
    import duckdb as driver  # type: ignore[no-redef]

__all__ = ["driver"]

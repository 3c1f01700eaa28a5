"""Names that fit into a picture."""


def label_of(name: str, longest: int) -> str:
    """The name, or its beginning with an ellipsis: never more than `longest` characters."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"

"""Names that fit into a picture."""


def label_of(name: str, longest: int) -> str:
    """The name, or its two ends with an ellipsis, as names of one lab differ at their ends.

    Never more than `longest` characters.
    """
    if len(name) <= longest:
        return name
    tail = longest // 3
    return f"{name[: longest - tail - 1]}…{name[-tail:]}"

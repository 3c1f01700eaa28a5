"""Text for a terminal: nothing in it can move the cursor, and its width is known."""

from provenlab.tools.unseen_letters import written_out

ELLIPSIS = "…"


def one_line(text: str) -> str:
    """The text with what would act on a terminal written out, on one line."""
    return written_out(text)


def several_lines(text: str) -> str:
    """As `one_line`, with its line breaks kept."""
    return "\n".join(one_line(line) for line in text.split("\n"))


def width_of(text: str) -> int:
    """Columns on a terminal: two for wide letters of East Asia and pictures, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    import unicodedata

    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text, or its beginning with an ellipsis, in at most that many columns."""
    if width_of(text) <= width:
        return text
    taken, room = [], width - 1
    for letter in text:
        room -= _columns(letter)
        if room < 0:
            break
        taken.append(letter)
    return "".join(taken).rstrip() + ELLIPSIS if width > 0 else ""


def padded(text: str, width: int, right: bool = False) -> str:
    """The text with blanks up to a width, before it when it stands on the right."""
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most that many columns, broken between words where there are any."""
    lines: list[str] = []
    line: str | None = None
    for word in text.split(" "):
        # Blanks at the beginning stay: they are the shape of a traceback.
        longer = word if line is None else f"{line} {word}"
        if width_of(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while width_of(word) > width:
            head = _head(word, width)
            lines.append(head)
            word = word[len(head) :]
        line = word
    return [*lines, line or ""]


def _head(word: str, width: int) -> str:
    room = width
    for index, letter in enumerate(word):
        room -= _columns(letter)
        if room < 0:
            return word[: max(index, 1)]
    return word

"""Kinds of text that fields are made of, each with its limit."""

from typing import Annotated

from pydantic import AfterValidator, Field, Strict

ID_PATTERN = r"^[A-Za-z0-9._:-]{1,128}$"
ROLE_PATTERN = r"^[a-z][a-z0-9_]{0,63}$"
HASH_PATTERN = r"^[0-9a-f]{64}$"


def storable_text(value: str) -> str:
    """Refuses what not every engine can keep: NUL and lone surrogates."""
    if "\0" in value:
        raise ValueError("contains a NUL character, which stores cannot keep")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("contains a lone surrogate, which is not text") from None
    return value


_storable = AfterValidator(storable_text)

RecordId = Annotated[str, Field(pattern=ID_PATTERN)]
Role = Annotated[str, Field(pattern=ROLE_PATTERN)]
Hash = Annotated[str, Field(pattern=HASH_PATTERN)]
Name = Annotated[str, Field(min_length=1, max_length=256), _storable]
Label = Annotated[str, Field(min_length=1, max_length=128), _storable]
Note = Annotated[str, Field(max_length=10_000), _storable]
Trace = Annotated[str, Field(max_length=100_000), _storable]

RecordIds = Annotated[tuple[RecordId, ...], Strict(False)]
Roles = Annotated[tuple[Role, ...], Strict(False)]

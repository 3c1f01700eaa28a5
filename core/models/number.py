"""Kinds of whole numbers that every language and store keeps exactly."""

from typing import Annotated

from pydantic import Field

Whole = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
EntryId = Count

"""`provenlab doctor`."""

from collections.abc import Iterator
from typing import Any

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.failures import NO
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.tables import facts

_MARKS = {"ok": " ", "note": "·", "bad": "✗"}


def _doctor(session: Session, output: Output) -> int | None:
    from provenlab.tools.cli.examination import signs

    found = [each._asdict() for each in signs(session.url)]
    output.tell(found, _view)
    return NO if any(each["state"] == "bad" for each in found) else None


def _view(found: Any, output: Output) -> Iterator[str]:
    yield from facts(
        ((f"{_MARKS[each['state']]} {each['subject']}", each["finding"]) for each in found), output.width
    )
    bad = sum(each["state"] == "bad" for each in found)
    if bad:
        yield f"{bad} {'thing needs' if bad == 1 else 'things need'} attention"


doctor = command(
    "doctor",
    "Tell which store is used, and whether it and its surroundings are sound.",
    "Tells which store is used and why, its schema, who holds it, the room left, calls that wait, and what "
    "is installed. Changes nothing. Exit code 3 when something is bad.",
    [],
    _doctor,
)

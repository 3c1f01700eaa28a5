"""Run cards: what a run was and what came of it, on one page."""

from typing import Literal

from provenlab.core.errors import NotFound
from provenlab.core.models.text import RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation


class GetRunCard(Value):
    """Which run, and as what."""

    run_id: RecordId
    format: Literal["markdown", "html"] = "markdown"


class RenderedRunCard(Value):
    """The card as text."""

    run_id: RecordId
    format: Literal["markdown", "html"]
    content: str


@operation(effect=Effect.READ, errors=(NotFound,))
def get_run_card(lab: Lab, request: GetRunCard) -> RenderedRunCard:
    """Renders a run with its metrics, curves, config, artifacts, timeline and error.

    The same stored state gives the same text. HTML is one document without scripts or outside resources.
    """
    card = lab.run_cards.card(request.run_id)
    if request.format == "html":
        from provenlab.core.rules.run_card_html import run_card_html

        content = run_card_html(card)
    else:
        from provenlab.core.rules.run_card_markdown import run_card_markdown

        content = run_card_markdown(card)
    return RenderedRunCard(run_id=request.run_id, format=request.format, content=content)

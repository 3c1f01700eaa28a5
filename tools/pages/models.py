"""Models: their versions, who is champion and since when, and why."""

from typing import Any

from provenlab.core.errors import NoChampion
from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of, read_whole, whole_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.graph import drawn_lineage
from provenlab.tools.pages.charts.reigns import reigns
from provenlab.tools.pages.names import names_of
from provenlab.tools.pages.page import Page

_MODELS, _CHAMPIONS = 200, 20
_BEATEN, _DATA = 20, 5
_METRICS = 6


def model_list(ask: Asking, _address: Address) -> Page:
    """Every model with its champion."""
    names = ask("list_models")
    holders = dict(champions(ask, _MODELS))
    fed = [id_ for each in holders.values() for id_ in each["inputArtifacts"][:_DATA]]
    values = {
        "models": [(name, _newest(ask, name), holders.get(name)) for name in names[:_MODELS]],
        "names": names_of(ask, artifacts=fed),
        "more": max(len(names) - _MODELS, 0),
    }
    return Page("models.html", "Models", values)


def _newest(ask: Asking, model_name: str) -> int:
    """The number of the version that was logged last."""
    newest: int = ask("list_versions", modelName=model_name, limit=1)["items"][0]["version"]
    return newest


def model_page(ask: Asking, address: Address, model_name: str) -> Page:
    """The champion with its reasons, every change of it, and the versions."""
    part: dict[str, Any] = {"limit": limit_of(address)}
    if address.one("cursor"):
        part["cursor"] = whole_of(address, "cursor")
    page = ask("list_versions", modelName=model_name, **part)
    story = _story(ask, model_name)
    history = ask("get_model_history", modelName=model_name)
    values = {
        "address": address,
        "model_name": model_name,
        "versions": page["items"],
        "next_cursor": page.get("nextCursor"),
        "metric_keys": sorted({key for each in page["items"] for key in each["metrics"]})[:_METRICS],
        "history": history,
        "picture": reigns(history),
        "names": names_of(
            ask,
            artifacts=story["version"]["inputArtifacts"] if story else (),
            runs=[each["runId"] for each in page["items"] if "runId" in each],
        ),
        "story": story,
        "graphs_shown": [drawn_lineage(each) for each in story["lineages"]] if story else [],
    }
    return Page("model.html", f"Model {model_name}", values)


def version_page(ask: Asking, _address: Address, model_name: str, version: str) -> Page:
    """A version: what it was made from, how it did, and what differs from the champion."""
    number = read_whole(version)
    found = ask("get_model_version", modelName=model_name, version=number)
    champion = champion_of(ask, model_name)
    is_other = champion is not None and champion["version"] != found["version"]
    values = {
        "version": found,
        "champion": champion,
        "names": names_of(
            ask,
            artifacts=found["inputArtifacts"],
            experiments=[found["experimentId"]] if "experimentId" in found else [],
        ),
        "difference": ask("compare_versions", modelName=model_name, a=champion["version"], b=number)
        if champion is not None and is_other
        else None,
        "run": ask.if_there("get_run", runId=found["runId"]) if "runId" in found else None,
        "settings": sorted((p, v) for p, v in flattened(found["config"]).items() if p),
    }
    return Page("version.html", f"{model_name}, version {found['version']}", values)


def champion_of(ask: Asking, model_name: str) -> Any:
    """The champion with the event that made it so; None when nobody is."""
    try:
        return ask("get_champion_info", modelName=model_name)
    except NoChampion:
        return None


def champions(ask: Asking, most: int = _CHAMPIONS) -> list[tuple[str, dict[str, Any]]]:
    """Of each of the first models that has one: its name, and the champion with its event and its inputs."""
    named = [(name, champion_of(ask, name)) for name in ask("list_models")[:most]]
    return [
        (name, {**champion, **ask("get_model_version", modelName=name, version=champion["version"])})
        for name, champion in named
        if champion is not None
    ]


def _story(ask: Asking, model_name: str) -> Any:
    try:
        return ask("why_champion", modelName=model_name, limit=_BEATEN)
    except NoChampion:
        return None

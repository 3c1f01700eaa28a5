"""`provenlab models`: versions, champions and the reasons for them."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_VERSION = ("version",)
_CHANGE = "models.views:change"


def _of_model(operation: str, brief: str, view: str) -> Verb:
    return Verb(operation, brief, view=view, word="model", completed="models.naming:with_model")


def _of_version(operation: str, brief: str, view: str, versions: tuple[str, ...] = _VERSION) -> Verb:
    return Verb(operation, brief, versions, view=view, completed="models.naming:with_model")


VERBS: Verbs = {
    "list": _of_model("list_versions", "List the versions of a model.", "models.views:listing"),
    "names": Verb("list_models", "List the models that have versions.", view="models.views:names"),
    "show": _of_version("get_model_version", "Show one version.", "models.views:version"),
    "export": Own("models.export:export", "Write all of them as JSON lines or CSV.", ("list_versions",)),
    "champion": Own(
        "models.commands:champion", "Show who is champion, or was.", ("get_champion_info", "champion_at")
    ),
    "why": _of_model("why_champion", "Tell why the champion is champion.", "models.views:why"),
    "timeline": _of_model("get_model_history", "Tell every change of the champion.", "models.views:timeline"),
    "compare": _of_version(
        "compare_versions", "Show what differs between two versions.", "models.views:comparison", ("a", "b")
    ),
    "promote": _of_version("promote_to_champion", "Make a version the champion.", _CHANGE),
    "rollback": _of_model("rollback", "Go back to the last good champion.", _CHANGE),
    "demote": _of_model("demote", "Archive the champion, with nobody in its place.", _CHANGE),
    "archive": _of_version("archive_version", "Archive a candidate.", _CHANGE),
    "quarantine": _of_version("quarantine", "Bar a version from being champion.", _CHANGE),
    "release": _of_version("release_version", "Take a quarantine back.", _CHANGE),
    "reconcile": _of_model("reconcile_models", "Let the registry's aliases catch up.", _CHANGE),
    "log": Verb("log_model_version", "Add a candidate.", view="models.views:version"),
}

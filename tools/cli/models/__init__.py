"""`provenlab models`: versions, champions and the reasons for them."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_VERSION = ("version",)
_CHANGE = "models.views:change"

VERBS: Verbs = {
    "list": Verb("list_versions", "List the versions of a model.", view="models.views:listing"),
    "names": Verb("list_models", "List the models that have versions."),
    "show": Verb("get_model_version", "Show one version.", _VERSION, view="models.views:version"),
    "champion": Own(
        "models.commands:champion", "Show who is champion, or was.", ("get_champion_info", "champion_at")
    ),
    "why": Verb("why_champion", "Tell why the champion is champion.", view="models.views:why"),
    "timeline": Verb("get_model_history", "Tell every change of the champion.", view="models.views:timeline"),
    "compare": Verb(
        "compare_versions",
        "Show what differs between two versions.",
        ("a", "b"),
        view="models.views:comparison",
    ),
    "promote": Verb("promote_to_champion", "Make a version the champion.", _VERSION, view=_CHANGE),
    "rollback": Verb("rollback", "Go back to the last good champion.", view=_CHANGE),
    "demote": Verb("demote", "Archive the champion, with nobody in its place.", view=_CHANGE),
    "archive": Verb("archive_version", "Archive a candidate.", _VERSION, view=_CHANGE),
    "quarantine": Verb("quarantine", "Bar a version from being champion.", _VERSION, view=_CHANGE),
    "release": Verb("release_version", "Take a quarantine back.", _VERSION, view=_CHANGE),
    "reconcile": Verb("reconcile_models", "Let the registry's aliases catch up.", view=_CHANGE),
    "log": Verb("log_model_version", "Add a candidate.", view="models.views:version"),
}

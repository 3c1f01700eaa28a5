"""`provenlab artifacts`: immutable records of bytes."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

VERBS: Verbs = {
    "list": Verb("list_artifacts", "List artifact records, newest first.", view="artifacts.views:listing"),
    "show": Verb(
        "get_artifact", "Show one artifact record.", ("artifact_id",), view="artifacts.views:artifact"
    ),
    "export": Own(
        "artifacts.export:export", "Write its bytes, compared with their digest.", ("get_artifact",)
    ),
    "history": Verb("get_artifact_history", "List changes of its status.", ("artifact_id",)),
    "preview": Verb(
        "preview_artifact",
        "Show the first rows or lines of what it holds.",
        ("artifact_id",),
        view="artifacts.contents:part",
    ),
    "lineage": Verb(
        "get_lineage",
        "Draw what it came from, or what came of it.",
        ("artifact_id",),
        view="lineage_views:tree",
        hidden=("experiment_id",),
        fallback={"direction": "upstream"},
    ),
    "publish": Verb(
        "publish_artifact",
        "Store bytes and register what they are.",
        view="artifacts.views:artifact",
        word="file",
        completed="artifacts.files:with_file",
    ),
    "supersede": Verb(
        "supersede_artifact",
        "Mark an artifact as superseded by another.",
        ("artifact_id", "successor_id"),
        view="artifacts.views:artifact",
    ),
    "tombstone": Verb(
        "tombstone_artifact",
        "Mark an artifact as not to be used any more; this is final.",
        ("artifact_id",),
        view="artifacts.views:artifact",
    ),
    "pin": Verb(
        "pin_artifact",
        "Keep its bytes, whatever a policy says.",
        ("artifact_id",),
        view="artifacts.views:pin",
    ),
    "unpin": Verb(
        "unpin_artifact", "Let policies decide about it again.", ("artifact_id",), view="artifacts.views:pin"
    ),
    "pins": Verb("list_pins", "List what is pinned.", view="artifacts.views:pins"),
    "expiry": Verb(
        "get_artifact_expiry",
        "Tell when, by whom and why its bytes were let go.",
        ("artifact_id",),
        view="artifacts.views:expiry",
    ),
}

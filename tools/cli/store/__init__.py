"""`provenlab store`: the store as a whole."""

from provenlab.tools.cli.verb import Verb, Verbs

VERBS: Verbs = {
    "describe": Verb("describe_store", "Tell which store it is and how much it holds."),
    "verify": Verb(
        "verify_store",
        "Prove that it holds what was recorded.",
        view="store.views:verification",
        no_when="sound",
    ),
    "init": Verb("init_store", "Create it, or bring an older schema up to date."),
    "index": Verb("index_experiment_metrics", "Read the metrics of experiments of older releases."),
    "gc": Verb(
        "collect_garbage",
        "List which artifacts a policy does not keep, or let their bytes go with --apply.",
        view="store.retention_views:collection",
    ),
    "sweep": Verb(
        "sweep_blobs",
        "List bytes that no record needs, or remove them with --apply.",
        view="store.views:sweep",
    ),
}
